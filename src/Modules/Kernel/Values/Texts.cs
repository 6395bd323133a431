namespace Crm.Kernel.Values;

/// <summary>Texts as people mean them.</summary>
public static class Texts
{
    /// <summary>Without blanks around it; null if there is nothing else.</summary>
    public static string? Tidy(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
