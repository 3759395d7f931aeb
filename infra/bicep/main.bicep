metadata description = 'From scoring apps to files: a hub, two storage accounts, the identities, the workers and what watches them.'

targetScope = 'resourceGroup'

@description('Optional. What names begin with: letters and digits.')
@minLength(2)
@maxLength(10)
param namePrefix string = 'modeldata'

@description('Optional. The region.')
param location string = resourceGroup().location

@description('Optional. Tags of everything.')
param tags { *: string } = {}

@description('Optional. The tier of the Event Hubs namespace.')
@allowed(['Standard', 'Premium'])
param eventHubsTier string = 'Standard'

@description('Optional. Throughput units (Standard) or processing units (Premium). docs/scaling.md works out how many.')
@minValue(1)
param eventHubsUnits int = 1

@description('Optional. Up to how many throughput units a Standard namespace may raise itself. 0: it does not.')
@minValue(0)
@maxValue(40)
param eventHubsAutoInflateUnits int = 0

@description('Optional. The hub; lower case is made of it, since the scaler looks for checkpoints under this very name.')
param hubName string = 'modeldata'

@description('Optional. Partitions of the hub: the most workers that help. Fixed once the hub is there.')
@minValue(1)
@maxValue(1024)
param partitions int = 4

@description('Optional. How long the hub keeps events: longer than the longest outage.')
@minValue(1)
@maxValue(2160)
param retentionHours int = 24

@description('Optional. The consumer group of the workers; nothing else may read with it.')
param consumerGroup string = 'modeldata'

@description('Optional. How often the blobs are kept.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param redundancy string = 'Standard_ZRS'

@description('Optional. Whether connection strings and account keys work beside identities. Never in production.')
param allowKeys bool = false

@description('Optional. How many days after its day a row may still arrive, for example a label. No lifecycle rule acts earlier.')
@minValue(1)
param lateRowDays int = 90

@description('Optional. After how many days without a change data files become cool; at least retention and lateRowDays. 0: never.')
@minValue(0)
param coolAfterDays int = 0

@description('Optional. After how many days without a change data files are deleted; at least retention and lateRowDays. 0: never.')
@minValue(0)
param deleteAfterDays int = 0

@description('Optional. After how many days dead letters are deleted; at least retention and lateRowDays. 0: never.')
@minValue(0)
param deleteDeadLettersAfterDays int = 0

@description('Conditional. The image of the worker. Empty where the worker runs elsewhere, or until its identity may pull: everything else is made.')
param image string = ''

@description('Optional. The registry that the worker pulls from as its own identity, for example name.azurecr.io. Empty: one that asks for nothing.')
param registryServer string = ''

@description('Optional. The formats of data files: csv, parquet or csv,parquet.')
@allowed(['csv', 'parquet', 'csv,parquet'])
param formats string = 'csv'

@description('Optional. Further settings of the worker, by their names, for example Flush__MaxAge.')
param extraSettings { *: string } = {}

@description('Optional. Cores of a worker.')
param workerCpu string = '1.0'

@description('Optional. Memory of a worker; Container Apps wants 2 Gi for each core.')
param workerMemory string = '2Gi'

@description('Optional. The fewest workers.')
@minValue(1)
param minWorkers int = 1

@description('Optional. The most workers; never more than partitions, which would have nothing to do.')
@minValue(1)
param maxWorkers int = 8

@description('Optional. How many events that are not yet in blobs call for one more worker.')
@minValue(1)
param backlogPerWorker int = 5000

@description('Optional. Who is told of alerts, an e-mail address. Empty: alerts are shown only.')
param alertEmail string = ''

@description('Optional. Rows that are not in a file after so many seconds raise an alert, and so does a service that was not reached for so long.')
@minValue(10)
param lagAlertSeconds int = 300

@description('Optional. For how many days logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Optional. Whether hub and accounts can be reached only from a network of their own, by private endpoints.')
param privateNetworking bool = false

@description('Conditional. The address range of that network, a /24 or larger.')
param addressPrefix string = '10.90.0.0/24'

@description('Conditional. The OIDC issuer of the Kubernetes cluster where the worker runs. Empty: there is none.')
param kubernetesIssuer string = ''

@description('Conditional. The worker\'s service account in that cluster, and that of KEDA\'s operator, which reads the backlog as the worker.')
param kubernetesSubjects { name: string, subject: string }[] = [
  { name: 'worker', subject: 'system:serviceaccount:modeldata:modeldata-worker' }
  { name: 'keda', subject: 'system:serviceaccount:kube-system:keda-operator' }
]

var prefix = toLower(namePrefix)
var suffix = uniqueString(resourceGroup().id)
// Names are known before anything is made, so that a what-if shows everything; dependsOn says what must be there first.
var names = {
  namespace: '${prefix}-${suffix}'
  data: '${prefix}data${take(suffix, 9)}'
  state: '${prefix}state${take(suffix, 9)}'
  scoringIdentity: '${prefix}-scoring'
  workerIdentity: '${prefix}-worker'
  workspace: '${prefix}-logs'
  insights: '${prefix}-insights'
  environment: '${prefix}-environment'
  worker: '${prefix}-worker'
  network: '${prefix}-network'
}
var zones = {
  hub: 'privatelink.servicebus.windows.net'
  blob: 'privatelink.blob.${environment().suffixes.storage}'
}
var hub = toLower(hubName)
var namespaceHost = '${names.namespace}.servicebus.windows.net'
var retention = '${retentionHours / 24}.${padLeft(retentionHours % 24, 2, '0')}:00:00'
var containers = {
  data: 'modeldata'
  state: 'modeldata-state'
  deadLetters: 'modeldata-deadletters'
  settings: 'modeldata-settings'
}

module namespace 'modules/namespace.bicep' = {
  params: {
    name: names.namespace
    location: location
    tier: eventHubsTier
    units: eventHubsUnits
    autoInflateUnits: eventHubsAutoInflateUnits
    allowKeys: allowKeys
    publicAccess: !privateNetworking
    tags: tags
  }
}

module eventHub 'modules/hub.bicep' = {
  params: {
    namespaceName: names.namespace
    name: hub
    partitions: partitions
    retentionHours: retentionHours
  }
  dependsOn: [namespace]
}

module group 'modules/consumerGroup.bicep' = {
  params: {
    namespaceName: names.namespace
    hubName: hub
    name: consumerGroup
  }
  dependsOn: [eventHub]
}

module dataAccount 'modules/storageAccount.bicep' = {
  params: {
    name: names.data
    location: location
    containers: [containers.data]
    redundancy: redundancy
    allowKeys: allowKeys
    publicAccess: !privateNetworking
    tags: tags
  }
}

// Positions, dead letters and settings are the operators': who may read all data does not see them.
module stateAccount 'modules/storageAccount.bicep' = {
  params: {
    name: names.state
    location: location
    containers: [containers.state, containers.deadLetters, containers.settings]
    redundancy: redundancy
    allowKeys: allowKeys
    publicAccess: !privateNetworking
    tags: tags
  }
}

module dataLifecycle 'modules/lifecycle.bicep' = {
  params: {
    accountName: names.data
    container: containers.data
    retentionHours: retentionHours
    lateRowDays: lateRowDays
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
  }
  dependsOn: [dataAccount]
}

module deadLetterLifecycle 'modules/lifecycle.bicep' = {
  params: {
    accountName: names.state
    container: containers.deadLetters
    retentionHours: retentionHours
    lateRowDays: lateRowDays
    deleteAfterDays: deleteDeadLettersAfterDays
  }
  dependsOn: [stateAccount]
}

module scoringIdentity 'modules/identity.bicep' = {
  params: {
    name: names.scoringIdentity
    location: location
    tags: tags
  }
}

module workerIdentity 'modules/identity.bicep' = {
  params: {
    name: names.workerIdentity
    location: location
    tags: tags
  }
}

module federation 'modules/federation.bicep' = if (!empty(kubernetesIssuer)) {
  params: {
    identityName: names.workerIdentity
    issuer: kubernetesIssuer
    subjects: kubernetesSubjects
  }
  dependsOn: [workerIdentity]
}

module roles 'modules/roles.bicep' = {
  params: {
    namespaceName: names.namespace
    hubName: hub
    data: { account: names.data, container: containers.data }
    state: { account: names.state, container: containers.state }
    deadLetters: { account: names.state, container: containers.deadLetters }
    settings: { account: names.state, container: containers.settings }
    scoringIdentityName: names.scoringIdentity
    workerIdentityName: names.workerIdentity
  }
  dependsOn: [eventHub, dataAccount, stateAccount, scoringIdentity, workerIdentity]
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: {
    name: names.network
    location: location
    addressPrefix: addressPrefix
    tags: tags
  }
}

module hubZone 'modules/privateZone.bicep' = if (privateNetworking) {
  params: {
    name: zones.hub
    networkName: names.network
    tags: tags
  }
  dependsOn: [network]
}

module blobZone 'modules/privateZone.bicep' = if (privateNetworking) {
  params: {
    name: zones.blob
    networkName: names.network
    tags: tags
  }
  dependsOn: [network]
}

module hubEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking) {
  params: {
    name: '${names.namespace}-endpoint'
    location: location
    networkName: names.network
    targetId: namespace.outputs.id
    part: 'namespace'
    zoneName: zones.hub
    tags: tags
  }
  dependsOn: [hubZone]
}

module dataEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking) {
  params: {
    name: '${names.data}-endpoint'
    location: location
    networkName: names.network
    targetId: dataAccount.outputs.id
    part: 'blob'
    zoneName: zones.blob
    tags: tags
  }
  dependsOn: [blobZone]
}

module stateEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking) {
  params: {
    name: '${names.state}-endpoint'
    location: location
    networkName: names.network
    targetId: stateAccount.outputs.id
    part: 'blob'
    zoneName: zones.blob
    tags: tags
  }
  dependsOn: [blobZone]
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    retentionDays: logRetentionDays
    tags: tags
  }
}

module workerEnvironment 'modules/environment.bicep' = if (!empty(image)) {
  params: {
    name: names.environment
    location: location
    workspaceName: names.workspace
    privateNetworking: privateNetworking
    networkName: names.network
    tags: tags
  }
  dependsOn: [monitoring, network]
}

module worker 'modules/worker.bicep' = if (!empty(image)) {
  params: {
    name: names.worker
    location: location
    environmentName: names.environment
    image: image
    registryServer: registryServer
    identityName: names.workerIdentity
    hub: {
      namespace: names.namespace
      host: namespaceHost
      name: hub
      consumerGroup: consumerGroup
      retention: retention
    }
    data: { serviceUri: 'https://${names.data}.blob.${environment().suffixes.storage}', container: containers.data }
    state: {
      account: names.state
      serviceUri: 'https://${names.state}.blob.${environment().suffixes.storage}'
      container: containers.state
    }
    deadLetters: {
      serviceUri: 'https://${names.state}.blob.${environment().suffixes.storage}'
      container: containers.deadLetters
    }
    insightsName: names.insights
    formats: formats
    extraSettings: extraSettings
    cpu: workerCpu
    memory: workerMemory
    minReplicas: minWorkers
    maxReplicas: min(partitions, maxWorkers)
    backlogPerWorker: backlogPerWorker
    tags: tags
  }
  // What it needs at its first step: the consumer group, its rights, and the ways to hub and accounts.
  dependsOn: [workerEnvironment, group, roles, hubEndpoint, dataEndpoint, stateEndpoint]
}

module alerts 'modules/alerts.bicep' = {
  params: {
    namePrefix: prefix
    location: location
    workspaceName: names.workspace
    watchRestarts: !empty(image)
    workerAppName: names.worker
    email: alertEmail
    lagSeconds: lagAlertSeconds
    tags: tags
  }
  dependsOn: [monitoring, worker]
}

@description('The host of the Event Hubs namespace.')
output eventHubsNamespace string = namespaceHost

@description('The hub.')
output hubName string = eventHub.outputs.name

@description('The consumer group of the workers.')
output consumerGroup string = group.outputs.name

@description('The retention of the hub: EventHubs__Retention of workers that run elsewhere.')
output hubRetention string = retention

@description('The account that holds the data.')
output dataAccount string = dataAccount.outputs.name

@description('The address of the data.')
output dataEndpoint string = dataAccount.outputs.blobEndpoint

@description('The account that holds positions, dead letters and settings.')
output stateAccount string = stateAccount.outputs.name

@description('The address of positions, dead letters and settings.')
output stateEndpoint string = stateAccount.outputs.blobEndpoint

@description('The container of the settings of web services: ModelData__Settings__Uri of scoring apps.')
output settingsContainerUri string = '${stateAccount.outputs.blobEndpoint}${containers.settings}'

@description('The resource id of the identity for scoring apps.')
output scoringIdentityId string = scoringIdentity.outputs.id

@description('The client id of the identity for scoring apps.')
output scoringClientId string = scoringIdentity.outputs.clientId

@description('The resource id of the worker\'s identity.')
output workerIdentityId string = workerIdentity.outputs.id

@description('The client id of the worker\'s identity.')
output workerClientId string = workerIdentity.outputs.clientId

@description('The principal id of the worker\'s identity, to which the right to pull is given.')
output workerPrincipalId string = workerIdentity.outputs.principalId

@description('The Application Insights component.')
output insightsName string = monitoring.outputs.insightsName

@description('The Log Analytics workspace.')
output workspaceName string = monitoring.outputs.workspaceName

@description('The container app of the worker; empty where there is none.')
output workerApp string = empty(image) ? '' : names.worker
