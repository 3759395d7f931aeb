metadata description = 'The ingestion workers: a container app that is always on and grows with the backlog.'

@description('Required. The name of the app.')
param name string

@description('Required. The region.')
param location string

@description('Required. The Container Apps environment.')
param environmentName string

@description('Required. The image of the worker.')
param image string

@description('Optional. The registry that the worker pulls from as its own identity. Empty: one that asks for nothing.')
param registryServer string = ''

@description('Required. The identity of the worker.')
param identityName string

@description('Required. The hub: namespace, its host, hub, consumer group, and its retention as d.hh:mm:ss.')
param hub { namespace: string, host: string, name: string, consumerGroup: string, retention: string }

@description('Required. Where data goes: the address of the account and the container.')
param data { serviceUri: string, container: string }

@description('Required. Where positions go: account, its address and the container.')
param state { account: string, serviceUri: string, container: string }

@description('Required. Where dead letters go: the address of the account and the container.')
param deadLetters { serviceUri: string, container: string }

@description('Required. The Application Insights component that metrics go to.')
param insightsName string

@description('Optional. The formats of data files: csv, parquet or csv,parquet.')
@allowed(['csv', 'parquet', 'csv,parquet'])
param formats string = 'csv'

@description('Optional. Further settings of the worker, by their names, for example Flush__MaxAge.')
param extraSettings { *: string } = {}

@description('Optional. Cores of a worker.')
param cpu string = '1.0'

@description('Optional. Memory of a worker; Container Apps wants 2 Gi for each core.')
param memory string = '2Gi'

@description('Optional. The fewest workers; the worker is never scaled to nothing.')
@minValue(1)
param minReplicas int = 1

@description('Optional. The most workers. More than partitions have nothing to do.')
@minValue(1)
param maxReplicas int = 4

@description('Optional. How many events that are not yet in blobs call for one more worker.')
@minValue(1)
param backlogPerWorker int = 5000

@description('Optional. Tags.')
param tags { *: string } = {}

var port = 8080
var settings = union(
  {
    AZURE_CLIENT_ID: identity.properties.clientId
    EventHubs__FullyQualifiedNamespace: hub.host
    EventHubs__HubName: hub.name
    EventHubs__ConsumerGroup: hub.consumerGroup
    EventHubs__Retention: hub.retention
    Blobs__ServiceUri: data.serviceUri
    Blobs__Container: data.container
    State__ServiceUri: state.serviceUri
    State__Container: state.container
    DeadLetters__ServiceUri: deadLetters.serviceUri
    DeadLetters__Container: deadLetters.container
    Output__Formats: formats
  },
  extraSettings
)

resource workerEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' existing = {
  name: environmentName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource worker 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: workerEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: empty(registryServer)
        ? []
        : [
            {
              server: registryServer
              identity: identity.id
            }
          ]
      secrets: [
        {
          name: 'insights'
          value: insights.properties.ConnectionString
        }
      ]
    }
    template: {
      // The worker flushes everything within 25 s, and is allowed 35 s in all, before it is killed.
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'worker'
          image: image
          resources: {
            cpu: json(cpu)
            memory: memory
          }
          env: concat(
            map(items(settings), it => {
              name: it.key
              value: it.value
            }),
            [
              {
                name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
                secretRef: 'insights'
              }
            ]
          )
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: port
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: port
              }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: max(minReplicas, maxReplicas)
        rules: [
          {
            name: 'backlog'
            custom: {
              type: 'azure-eventhub'
              identity: identity.id
              metadata: {
                eventHubNamespace: hub.namespace
                eventHubName: hub.name
                consumerGroup: hub.consumerGroup
                checkpointStrategy: 'blobMetadata'
                storageAccountName: state.account
                blobContainer: state.container
                unprocessedEventThreshold: string(backlogPerWorker)
                activationUnprocessedEventThreshold: '0'
              }
            }
          }
        ]
      }
    }
  }
}

@description('The name of the app.')
output name string = worker.name

@description('The resource id of the app.')
output id string = worker.id
