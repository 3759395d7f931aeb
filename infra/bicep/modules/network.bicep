metadata description = 'A network of its own, with a subnet for the worker and one for private endpoints.'

@description('Required. The name of the network.')
param name string

@description('Required. The region.')
param location string

@description('Required. The address range, a /24 or larger.')
param addressPrefix string

@description('Optional. Tags.')
param tags { *: string } = {}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'workers'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [
            {
              name: 'environments'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

@description('The resource id of the network.')
output id string = network.id
