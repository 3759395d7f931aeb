metadata description = 'The Container Apps environment. Its logs go to the workspace by a diagnostic setting, which needs no key.'

@description('Required. The name of the environment.')
param name string

@description('Required. The region.')
param location string

@description('Required. The workspace.')
param workspaceName string

@description('Optional. Whether it runs in a network of its own.')
param privateNetworking bool = false

@description('Conditional. That network; its subnet workers is for the environment.')
param networkName string = 'none'

@description('Optional. Tags.')
param tags { *: string } = {}

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName

  resource workers 'subnets' existing = {
    name: 'workers'
  }
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: privateNetworking
      ? {
          infrastructureSubnetId: network::workers.id
          internal: true
        }
      : null
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: environment
  name: 'logs'
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'ContainerAppConsoleLogs'
        enabled: true
      }
      {
        category: 'ContainerAppSystemLogs'
        enabled: true
      }
    ]
  }
}

@description('The name of the environment.')
output name string = environment.name

@description('The resource id of the environment.')
output id string = environment.id
