metadata description = 'Lets service accounts of a Kubernetes cluster act as an identity, without a secret.'

@description('Required. The identity.')
param identityName string

@description('Required. The OIDC issuer of the cluster.')
param issuer string

@description('Required. Names of the federations, and the service accounts that they let in.')
param subjects { name: string, subject: string }[]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

// The service takes one at a time.
@batchSize(1)
resource federations 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = [
  for it in subjects: {
    parent: identity
    name: it.name
    properties: {
      audiences: ['api://AzureADTokenExchange']
      issuer: issuer
      subject: it.subject
    }
  }
]
