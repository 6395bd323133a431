using System.Security.Cryptography;
using System.Xml.Linq;
using Crm.Kernel;
using Crm.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel;

public class SecretsTests(CrmHost host)
{
    public static CrmSettings Settings { get; } = new()
    {
        Postgres = "",
        ManagementUrl = new("http://localhost:6080"),
        WebUrl = new("http://localhost:5080"),
        Local = "",
        MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    [Fact]
    public void What_is_sealed_opens_for_its_purpose_only()
    {
        var secrets = host.Services.GetRequiredService<Secrets>();
        var box = secrets.Seal("one", "canary");
        box.ShouldNotContain("canary");
        secrets.Open("one", box).ShouldBe("canary");
        Should.Throw<CryptographicException>(() => secrets.Open("another", box));
    }

    [Fact]
    public async Task The_keys_lie_encrypted_in_the_control_database()
    {
        host.Services.GetRequiredService<Secrets>().Seal("any", "thing");
        await using var control = await host.AdministratorAsync();
        var keys = (await control.QueryAsync<string>("select xml from secrets.data_protection_keys")).ToList();
        keys.ShouldNotBeEmpty();
        keys.ShouldAllBe(xml => xml.Contains("underMasterKey") && !xml.Contains("<masterKey"));
    }

    [Fact]
    public void Another_master_key_opens_nothing()
    {
        var box = Cipher(Settings).Encrypt(new XElement("key", "canary")).EncryptedElement;
        box.ToString().ShouldNotContain("canary");
        Cipher(Settings).Decrypt(box).Value.ShouldBe("canary");
        var other = Settings with { MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) };
        Should.Throw<CryptographicException>(() => Cipher(other).Decrypt(box));
    }

    private static MasterKeyCipher Cipher(CrmSettings settings) => new(new ServiceCollection().AddSingleton(settings).BuildServiceProvider());
}
