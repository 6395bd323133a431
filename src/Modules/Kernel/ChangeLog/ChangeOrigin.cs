namespace Crm.Kernel.ChangeLog;

/// <summary>By what means the running code changes data: the change log notes it with every entry. Set at the door and by the handler middleware.</summary>
/// <param name="Means"><c>api</c>, <c>handler:ContactCreated</c>, <c>import</c>…</param>
/// <param name="Context">JSON with personal details of the call (address, user agent), kept apart from the entry.</param>
public sealed record ChangeOrigin(string Means, string? Context = null)
{
    private static readonly AsyncLocal<ChangeOrigin?> Ambient = new();
    private static readonly ChangeOrigin System = new("system");

    public static ChangeOrigin Current
    {
        get => Ambient.Value ?? System;
        set => Ambient.Value = value;
    }
}
