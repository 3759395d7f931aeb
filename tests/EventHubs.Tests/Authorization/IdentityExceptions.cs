// The exceptions of the identity library, which the client knows by name and does not bring.
namespace Azure.Identity
{
    internal class AuthenticationFailedException(string message, Exception? innerException = null)
        : Exception(message, innerException);

    internal sealed class CredentialUnavailableException(string message, Exception? innerException = null)
        : AuthenticationFailedException(message, innerException);
}

namespace Microsoft.Identity.Client
{
    internal sealed class MsalServiceException(string message) : Exception(message);
}
