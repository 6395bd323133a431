namespace Crm.Kernel.Values;

/// <summary>Domains in which anybody can have an address: whoever has one there is no colleague of the others. The list beside this file has one in each line, in order.</summary>
public static class PublicMailDomains
{
    private static readonly HashSet<string> Known = [.. Lines()];

    public static bool Contain(string domain) => Known.Contains(domain);

    /// <summary>The domain of a mail address, if it is one that belongs to an organization.</summary>
    public static string? OrganizationOf(string address) =>
        DomainName.Normalise(address[(address.LastIndexOf('@') + 1)..]) is { } domain && !Contain(domain) ? domain : null;

    private static IEnumerable<string> Lines()
    {
        using var list = new StreamReader(typeof(PublicMailDomains).Assembly.GetManifestResourceStream("Crm.Kernel.PublicMailDomains.txt")!);
        while (list.ReadLine() is { } line) yield return line;
    }
}
