metadata description = 'The consumer group that the workers share. Nothing else may read with it.'

@description('Required. The namespace.')
param namespaceName string

@description('Required. The hub.')
param hubName string

@description('Required. The consumer group.')
param name string

resource group 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  name: '${namespaceName}/${hubName}/${name}'
  properties: {
    userMetadata: 'The ingestion workers.'
  }
}

@description('The name of the consumer group.')
output name string = name

@description('The resource id of the consumer group.')
output id string = group.id
