using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ModelData.EventHubs.Amqp.Connecting;

/// <summary>Whom the client takes for the namespace: who has a certificate for its name from a trusted root.</summary>
internal static class TlsTrust
{
    public static SslClientAuthenticationOptions CreateOptions(AmqpEndpoint endpoint)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = endpoint.Host };
        if (endpoint.TrustedCertificates.Count > 0)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // As without a policy of our own: most private authorities publish no list.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(endpoint.TrustedCertificates.ToArray());
        }

        return options;
    }
}
