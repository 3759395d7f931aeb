metadata description = 'All that the identities may do. Nothing else in these templates gives a right to anybody.'

@description('Required. The namespace.')
param namespaceName string

@description('Required. The hub.')
param hubName string

@description('Required. The account and the container of the data.')
param data { account: string, container: string }

@description('Required. The account and the container of positions.')
param state { account: string, container: string }

@description('Required. The account and the container of dead letters.')
param deadLetters { account: string, container: string }

@description('Required. The account and the container of the settings of web services.')
param settings { account: string, container: string }

@description('Required. The identity that sends and reads settings: that of the scoring apps.')
param scoringIdentityName string

@description('Required. The identity that reads the hub and writes the blobs: that of the worker.')
param workerIdentityName string

var eventHubsDataSender = '2b629674-e913-4c01-ae53-ef4638d8f975'
var eventHubsDataReceiver = 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource scoring 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: scoringIdentityName
}

resource worker 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: workerIdentityName
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName

  resource hub 'eventhubs' existing = {
    name: hubName
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = [
  for it in [data, state, deadLetters]: {
    name: '${it.account}/default/${it.container}'
  }
]

resource settingsContainer 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' existing = {
  name: '${settings.account}/default/${settings.container}'
}

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace::hub
  name: guid(namespace::hub.id, scoring.id, eventHubsDataSender)
  properties: {
    principalId: scoring.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataSender)
  }
}

// Scoring apps read their settings and nothing else; people write them.
resource readSettings 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: settingsContainer
  name: guid(settingsContainer.id, scoring.id, storageBlobDataReader)
  properties: {
    principalId: scoring.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
  }
}

resource receive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace::hub
  name: guid(namespace::hub.id, worker.id, eventHubsDataReceiver)
  properties: {
    principalId: worker.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventHubsDataReceiver)
  }
}

resource write 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for index in range(0, 3): {
    scope: containers[index]
    name: guid(containers[index].id, worker.id, storageBlobDataContributor)
    properties: {
      principalId: worker.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    }
  }
]
