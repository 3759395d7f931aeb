using System.Security.Cryptography.X509Certificates;
using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>A broker's certificate in a file.</summary>
internal static class ServerCertificate
{
    /// <summary>Issues one and writes it with its key, as <c>--tls-certificate</c> takes it.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> WriteAsync(TestAuthority authority, string folder, params string[] names)
    {
        string file = Path.Combine(folder, "server.pem");
        using X509Certificate2 certificate = authority.Issue(names);
        await File.WriteAllTextAsync(
            file,
            $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n"
        );
        return file;
    }
}
