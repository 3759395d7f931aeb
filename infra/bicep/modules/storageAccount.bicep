metadata description = 'A storage account for blobs that are overwritten all the time, its containers, and the lock that keeps it.'

@description('Required. The name of the account.')
param name string

@description('Required. The region.')
param location string

@description('Required. The containers.')
param containers string[]

@description('Optional. How often the data is kept: in one place, in three zones, and in a second region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param redundancy string = 'Standard_ZRS'

@description('Optional. Whether account keys and connection strings work beside identities.')
param allowKeys bool = false

@description('Optional. Whether the account can be reached from the internet. Nobody reads without an identity either way.')
param publicAccess bool = true

@description('Optional. For how many days a deleted container can be brought back.')
@minValue(1)
@maxValue(365)
param containerDeleteRetentionDays int = 14

@description('Optional. Tags.')
param tags { *: string } = {}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: allowKeys
    defaultToOAuthAuthentication: true
    isHnsEnabled: false
    minimumTlsVersion: 'TLS1_2'
    networkAcls: {
      bypass: 'None'
      defaultAction: publicAccess ? 'Allow' : 'Deny'
    }
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    supportsHttpsTrafficOnly: true
  }
}

// Every commit of the worker overwrites a blob: versions or soft-deleted copies would keep each file once for every flush.
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    changeFeed: {
      enabled: false
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: containerDeleteRetentionDays
    }
    deleteRetentionPolicy: {
      enabled: false
    }
    isVersioningEnabled: false
    restorePolicy: {
      enabled: false
    }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: {
      publicAccess: 'None'
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'Rows that are in these blobs only. Remove the lock to delete the account.'
  }
}

@description('The name of the account.')
output name string = account.name

@description('The resource id of the account.')
output id string = account.id

@description('The address of the blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob
