using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModelData.LocalEventHubs.Faults;
using ModelData.Testing;

namespace ModelData.LocalEventHubs.CommandLine;

[Trait("Level", "Unit")]
public sealed class BrokerCommandTests
{
    [Fact]
    public void Read_AllOptions_AreUsed()
    {
        LocalBrokerOptions options = Read(
            "--port 0 --address 127.0.0.2 --data d --hub a --hub b:8 --partitions 3 --consumer-group g --consumer-group h "
                + "--retention 2.03:04:05 --key-name n --key k --rule s:a:b=:send --rule l:k:listen,send "
                + "--max-message-bytes 262144 --no-flush"
        );

        Assert.Equal(0, options.Port);
        Assert.Equal(IPAddress.Parse("127.0.0.2"), options.Address);
        Assert.Equal("d", options.DataDirectory);
        Assert.Equal([("a", 3), ("b", 8)], options.Hubs.Select(hub => (hub.Name, hub.PartitionCount)));
        Assert.All(options.Hubs, hub => Assert.Equal(["g", "h"], hub.ConsumerGroups));
        Assert.Equal(new TimeSpan(2, 3, 4, 5), options.Retention);
        Assert.Equal(
            [
                ("n", "k", AccessRights.Manage),
                ("s", "a:b=", AccessRights.Send),
                ("l", "k", AccessRights.Send | AccessRights.Listen),
            ],
            options.Rules.Select(rule => (rule.Name, rule.Key, rule.Rights))
        );
        Assert.Equal(262144, options.MaxMessageBytes);
        Assert.False(options.FlushesToDisk);
    }

    [Fact]
    public void Read_FewOptions_TakesTheDefaults()
    {
        LocalBrokerOptions options = Read("--data d --hub a");

        Assert.Equal(5672, options.Port);
        Assert.Equal(IPAddress.Loopback, options.Address);
        Assert.Equal(4, Assert.Single(options.Hubs).PartitionCount);
        Assert.Equal(TimeSpan.FromDays(1), options.Retention);
        Assert.Same(AuthorizationRule.Default, Assert.Single(options.Rules));
        Assert.True(options.FlushesToDisk);
        Assert.Equal(Timeout.InfiniteTimeSpan, Read("--data d --hub a --retention 0").Retention);
    }

    [Theory]
    [InlineData("server.pem")]
    [InlineData("server.pfx")]
    public void Read_TlsCertificate_IsReadWithItsKey(string name)
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        using X509Certificate2 certificate = authority.Issue();
        string file = Path.Combine(folder.Path, name);
        if (name.EndsWith("pfx", StringComparison.Ordinal))
        {
            File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx));
        }
        else
        {
            File.WriteAllText(
                file,
                $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n"
            );
        }

        using X509Certificate2? read = Read($"--data d --hub a --tls-certificate {file}").Certificate;

        Assert.Equal(certificate.Thumbprint, read!.Thumbprint);
        Assert.True(read.HasPrivateKey);
    }

    [Fact]
    public void Read_TlsFileWithoutAKey_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        string file = Path.Combine(folder.Path, "server.pem");
        File.WriteAllText(file, authority.Root.ExportCertificatePem());

        FormatException refused = Assert.Throws<FormatException>(() =>
            Read($"--data d --hub a --tls-certificate {file}")
        );

        Assert.Contains("private key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_IssuerAndUnits_AreUsed()
    {
        using var folder = new TemporaryFolder();
        using var key = RSA.Create(2048);
        string file = Path.Combine(folder.Path, "issuer.pem");
        File.WriteAllText(file, key.ExportSubjectPublicKeyInfoPem());

        LocalBrokerOptions options = Read(
            $"--data d --hub a --throughput-units 3 --jwt-issuer https://i/ --jwt-key {file} --jwt-audience urn:x"
        );

        Assert.Equal(3, options.ThroughputUnits);
        Assert.Equal(("https://i/", "urn:x"), (options.Issuer!.Issuer, options.Issuer.Audience));
        Assert.Throws<FormatException>(() => Read("--data d --hub a --jwt-issuer i"));
    }

    [Theory]
    [InlineData("--hub a:b")]
    [InlineData("--hub a:1:2")]
    [InlineData("--hub a --rule secret")]
    [InlineData("--hub a --rule n:secret:write")]
    [InlineData("--hub a --key secret")]
    [InlineData("--hub a --address here")]
    public void Read_BadForm_IsToldWithoutKeys(string arguments)
    {
        var refused = Assert.Throws<FormatException>(() => Read("--data d " + arguments));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FaultsOfAFile_AreThoseOfThePlan()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "faults.json");
        File.WriteAllText(path, """{ "seed": 3, "rules": [{ "link": "sender", "do": "cut", "after": 1 }] }""");

        LocalBrokerOptions options = Read($"--data d --hub a --faults {path}");

        Assert.Equal(3, options.Faults!.Seed);
        Assert.Equal(FaultAction.Cut, Assert.Single(options.Faults.Rules).Action);
        Assert.Null(Read("--data d --hub a").Faults);
        File.WriteAllText(path, "{}");
        Assert.Throws<FormatException>(() => Read($"--data d --hub a --faults {path}"));
    }

    private static LocalBrokerOptions Read(string arguments)
    {
        ParseResult parsed = BrokerCommand.Create().Parse(arguments.Split(' '));
        Assert.Empty(parsed.Errors);
        return BrokerCommand.Read(parsed);
    }
}
