metadata description = 'The Event Hubs namespace.'

@description('Required. The name of the namespace, in lower case.')
param name string

@description('Required. The region.')
param location string

@description('Optional. The tier. Basic will not do: it has no consumer groups.')
@allowed(['Standard', 'Premium'])
param tier string = 'Standard'

@description('Optional. Throughput units (Standard) or processing units (Premium).')
@minValue(1)
param units int = 1

@description('Optional. Up to how many throughput units a Standard namespace may raise itself. 0: it does not.')
@minValue(0)
@maxValue(40)
param autoInflateUnits int = 0

@description('Optional. Whether connection strings work beside identities.')
param allowKeys bool = false

@description('Optional. Whether the namespace can be reached from the internet.')
param publicAccess bool = true

@description('Optional. Tags.')
param tags { *: string } = {}

var inflates = tier == 'Standard' && autoInflateUnits > 0

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: tier
    tier: tier
    capacity: units
  }
  properties: {
    disableLocalAuth: !allowKeys
    isAutoInflateEnabled: inflates
    kafkaEnabled: false
    maximumThroughputUnits: inflates ? max(autoInflateUnits, units) : 0
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

@description('The name of the namespace.')
output name string = namespace.name

@description('The resource id of the namespace.')
output id string = namespace.id
