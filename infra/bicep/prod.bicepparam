using 'main.bicep'

// No keys, three zones, a second worker for availability, a week to mend an outage.
param eventHubsUnits = 2
param eventHubsAutoInflateUnits = 12
param partitions = 32
param retentionHours = 168
param redundancy = 'Standard_ZRS'
param allowKeys = false
param lateRowDays = 90
param coolAfterDays = 180
param image = readEnvironmentVariable('MODELDATA_IMAGE', '')
param registryServer = readEnvironmentVariable('MODELDATA_REGISTRY', '')
param kubernetesIssuer = readEnvironmentVariable('MODELDATA_KUBERNETES_ISSUER', '')
param workerCpu = '1.0'
param workerMemory = '2Gi'
param minWorkers = 2
param maxWorkers = 8
param alertEmail = readEnvironmentVariable('MODELDATA_ALERT_EMAIL', '')
param logRetentionDays = 90
param tags = { application: 'modeldata', stage: 'prod' }
