metadata description = 'The workspace that keeps logs and metrics, and the Application Insights component that takes them in.'

@description('Required. The name of the workspace.')
param workspaceName string

@description('Required. The name of the Application Insights component.')
param insightsName string

@description('Required. The region.')
param location string

@description('Optional. For how many days logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int = 30

@description('Optional. The most that is taken in on a day, in GB. -1: no limit.')
param dailyQuotaGb int = -1

@description('Optional. Tags.')
param tags { *: string } = {}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    retentionInDays: retentionDays
    sku: {
      name: 'PerGB2018'
    }
    workspaceCapping: {
      dailyQuotaGb: dailyQuotaGb
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    IngestionMode: 'LogAnalytics'
    WorkspaceResourceId: workspace.id
  }
}

@description('The name of the workspace.')
output workspaceName string = workspace.name

@description('The resource id of the workspace.')
output workspaceId string = workspace.id

@description('The name of the Application Insights component.')
output insightsName string = insights.name
