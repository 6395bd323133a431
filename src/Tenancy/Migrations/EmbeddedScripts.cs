using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Crm.Kernel;

namespace Crm.Tenancy.Migrations;

/// <summary>The SQL that modules bring along: <c>*.control.sql</c> for the control database, <c>*.tenant.sql</c> for the template and every tenant, <c>*.tenant.control.sql</c> for both.</summary>
public sealed class EmbeddedScripts(IEnumerable<IModule> modules)
{
    public IReadOnlyList<(string Name, string Sql)> For(string kind) =>
    [
        .. modules.Select(m => m.GetType().Assembly).Prepend(typeof(EmbeddedScripts).Assembly).Prepend(typeof(IModule).Assembly).Distinct()
            .SelectMany(a => a.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal) && n.Contains($".{kind}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n => (n, Read(a, n)))),
    ];

    public static string Fingerprint(IEnumerable<string> texts) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
