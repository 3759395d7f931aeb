using 'main.bicep'

// To try things out: small, kept in one place, and connection strings work.
param eventHubsUnits = 1
param partitions = 4
param retentionHours = 24
param redundancy = 'Standard_LRS'
param allowKeys = true
param image = readEnvironmentVariable('MODELDATA_IMAGE', '')
param registryServer = readEnvironmentVariable('MODELDATA_REGISTRY', '')
param kubernetesIssuer = readEnvironmentVariable('MODELDATA_KUBERNETES_ISSUER', '')
param workerCpu = '0.5'
param workerMemory = '1Gi'
param minWorkers = 1
param maxWorkers = 2
param tags = { application: 'modeldata', stage: 'dev' }
