using Crm.Kernel.Control;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel;

/// <summary>
/// Seals what must be read again but must not lie open: tenants' passwords, mailed links, private keys, providers' tokens.
/// The keys live in the control database under the operator's master key; the first use asks for them.
/// </summary>
public sealed class Secrets(IDataProtectionProvider provider)
{
    /// <param name="purpose">Who may open it: a text sealed for one purpose cannot be opened for another.</param>
    public string Seal(string purpose, string plain) => provider.CreateProtector(purpose).Protect(plain);

    public string Open(string purpose, string box) => provider.CreateProtector(purpose).Unprotect(box);
}

/// <summary>Registers <see cref="Secrets"/> and the mail composer that stands on them.</summary>
public static class SecretsRegistration
{
    /// <summary>Call it after authentication, which registers the framework's warm-up of keys too: this takes it out.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("crm");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.XmlRepository = new SecretKeyRing(provider.GetRequiredService<ControlDatabase>());
            options.XmlEncryptor = new MasterKeyCipher(provider);
        });
        // The framework would load the keys at start, and a host must start while its database is away.
        foreach (var warmUp in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList()) services.Remove(warmUp);
        return services.AddSingleton<Secrets>().AddSingleton<Mails>();
    }
}
