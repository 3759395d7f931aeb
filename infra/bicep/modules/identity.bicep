metadata description = 'A user-assigned identity.'

@description('Required. The name of the identity.')
param name string

@description('Required. The region.')
param location string

@description('Optional. Tags.')
param tags { *: string } = {}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The name of the identity.')
output name string = identity.name

@description('The resource id of the identity.')
output id string = identity.id

@description('The id by which programs ask for tokens of this identity.')
output clientId string = identity.properties.clientId

@description('The id to which roles are given.')
output principalId string = identity.properties.principalId
