metadata description = 'A private endpoint, and its name in a private DNS zone.'

@description('Required. The name of the endpoint.')
param name string

@description('Required. The region.')
param location string

@description('Required. The network, with a subnet endpoints.')
param networkName string

@description('Required. The resource id of what is reached.')
param targetId string

@description('Required. Which part of it: namespace or blob.')
@allowed(['namespace', 'blob'])
param part string

@description('Required. The private DNS zone.')
param zoneName string

@description('Optional. Tags.')
param tags { *: string } = {}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' existing = {
  name: zoneName
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: network::endpoints.id
    }
    privateLinkServiceConnections: [
      {
        name: part
        properties: {
          groupIds: [part]
          privateLinkServiceId: targetId
        }
      }
    ]
  }

  resource zones 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: part
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
  }
}
