metadata description = 'Lifecycle rules for one container. None of them acts on a file that a late row may still reach.'

@description('Required. The account.')
param accountName string

@description('Required. The container; nothing outside it is touched.')
param container string

@description('Required. How long the hub keeps events: so long may an outage delay a row.')
param retentionHours int

@description('Required. How many days after its day a row may still arrive, for example a label.')
param lateRowDays int

@description('Optional. After how many days without a change files become cool. 0: never.')
@minValue(0)
param coolAfterDays int = 0

@description('Optional. After how many days without a change files are deleted. 0: never.')
@minValue(0)
param deleteAfterDays int = 0

// Never archived: the worker must be able to read the end of a file and to go on with it.
var quietDays = (retentionHours + 23) / 24 + lateRowDays
var cool = coolAfterDays == 0
  ? {}
  : {
      tierToCool: {
        daysAfterModificationGreaterThan: max(coolAfterDays, quietDays)
      }
    }
var remove = deleteAfterDays == 0
  ? {}
  : {
      delete: {
        daysAfterModificationGreaterThan: max(deleteAfterDays, quietDays)
      }
    }

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: accountName
}

resource policy 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (coolAfterDays + deleteAfterDays > 0) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: container
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${container}/']
            }
            actions: {
              baseBlob: union(cool, remove)
            }
          }
        }
      ]
    }
  }
}
