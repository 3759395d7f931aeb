metadata description = 'A private DNS zone that answers with private endpoints inside one network.'

@description('Required. The zone, for example privatelink.servicebus.windows.net.')
param name string

@description('Required. The network.')
param networkName string

@description('Optional. Tags.')
param tags { *: string } = {}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: name
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

@description('The resource id of the zone.')
output id string = zone.id
