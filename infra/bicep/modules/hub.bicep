metadata description = 'The hub that scoring apps send to.'

@description('Required. The namespace.')
param namespaceName string

@description('Required. The hub, in lower case: the scaler looks for checkpoints under this very name, and the worker writes them in lower case.')
param name string

@description('Optional. Partitions: the most workers that help. A Standard namespace can never change them.')
@minValue(1)
@maxValue(1024)
param partitions int = 4

@description('Optional. How long events are kept; longer than the longest outage of the worker.')
@minValue(1)
@maxValue(2160)
param retentionHours int = 24

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: name
  properties: {
    partitionCount: partitions
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: retentionHours
    }
  }
}

@description('The name of the hub.')
output name string = hub.name

@description('The resource id of the hub.')
output id string = hub.id
