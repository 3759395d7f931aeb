metadata description = 'Alerts: rows that are late, services that workers do not reach, events that were dead-lettered, clocks that are off, workers that are silent or start again and again.'

@description('Required. What the names of the alerts begin with.')
param namePrefix string

@description('Required. The region.')
param location string

@description('Required. The workspace that holds the metrics.')
param workspaceName string

@description('Optional. Whether the worker is a container app, whose restarts are counted.')
param watchRestarts bool = true

@description('Conditional. That container app.')
param workerAppName string = 'none'

@description('Optional. Who is told. Empty: alerts are shown only.')
param email string = ''

@description('Optional. Rows that are not in a file after so many seconds are late, and a service that was not reached for so long is away.')
@minValue(10)
param lagSeconds int = 300

@description('Optional. A clock that differs from that of the storage by more seconds than these is off.')
@minValue(5)
param clockSeconds int = 30

@description('Optional. More restarts of one worker than these are too many.')
@minValue(1)
param restarts int = 3

@description('Optional. Tags.')
param tags { *: string } = {}

// A gauge is one row for each worker, partition and minute, a counter what was added in that minute: both in Sum.
var rules = [
  {
    name: 'lag'
    severity: 2
    description: 'Rows wait for longer than they should, or may do: the worker cannot read, cannot write, cannot keep pace, or cannot find out.'
    query: 'AppMetrics | where Name == "modeldata.lag.seconds" | summarize Value = max(Sum) by bin(TimeGenerated, 5m)'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: lagSeconds
  }
  {
    name: 'dependencies'
    severity: 1
    description: 'A worker does not reach the hub or a container. Its /readyz and its log say which, since when, why, and what to do.'
    query: 'AppMetrics | where Name == "modeldata.dependencies.away_seconds" | summarize Value = max(Sum) by bin(TimeGenerated, 5m)'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: lagSeconds
  }
  {
    name: 'clock'
    severity: 3
    description: 'The clock of a worker is off: signatures and tokens will be refused. Synchronise it.'
    query: 'AppMetrics | where Name == "modeldata.clock.difference_seconds" | summarize Value = max(abs(Sum)) by bin(TimeGenerated, 5m)'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: clockSeconds
  }
  {
    name: 'dead-letters'
    severity: 2
    description: 'Events were dead-lettered. Look at them with: modeldata dead-letters ls'
    query: 'AppMetrics | where Name == "modeldata.dead_letters" | summarize Value = sum(Sum) by bin(TimeGenerated, 5m)'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'silent'
    severity: 1
    description: 'No worker has reported anything: none runs, or its metrics do not arrive.'
    query: 'AppMetrics | where Name startswith "modeldata."'
    aggregation: 'Count'
    operator: 'LessThan'
    threshold: 1
  }
]

var actions = empty(email) ? [] : [operators.id]

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${namePrefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'modeldata'
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${namePrefix}-${rule.name}'
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [workspace.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      // The table comes into being with the first metric.
      skipQueryValidation: true
      criteria: {
        allOf: [
          union(
            {
              query: rule.query
              timeAggregation: rule.aggregation
              operator: rule.operator
              threshold: rule.threshold
              failingPeriods: {
                numberOfEvaluationPeriods: 1
                minFailingPeriodsToAlert: 1
              }
            },
            rule.aggregation == 'Count' ? {} : { metricMeasureColumn: 'Value' }
          )
        ]
      }
      actions: {
        actionGroups: actions
      }
    }
  }
]

resource workerApp 'Microsoft.App/containerApps@2025-01-01' existing = {
  name: workerAppName
}

resource restartAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = if (watchRestarts) {
  name: '${namePrefix}-restarts'
  location: 'global'
  tags: tags
  properties: {
    description: 'A worker starts again and again. Its last words are in ContainerAppConsoleLogs.'
    enabled: true
    severity: 2
    scopes: [workerApp.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'restarts'
          metricNamespace: 'Microsoft.App/containerApps'
          metricName: 'RestartCount'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: restarts
        }
      ]
    }
    actions: [
      for group in actions: {
        actionGroupId: group
      }
    ]
  }
}
