using System.Reflection;
using Namotion.Reflection;

namespace Crm.Host.OpenApi;

/// <summary>What the code says about itself in its documentation comments.</summary>
internal static class Prose
{
    private static readonly XmlDocsOptions Markdown = new() { FormattingMode = XmlDocsFormattingMode.Markdown, ResolveExternalXmlDocs = false };

    public static string? Of(Type type) => Said(type.GetXmlDocsSummary(Markdown));

    /// <summary>The member's summary; for a positional record, the parameter's.</summary>
    public static string? Of(PropertyInfo member) => Said(member.ToContextualProperty().GetXmlDocsSummary(Markdown)) ?? Parameter(member);

    public static string? Remarks(Type type) => Said(type.GetXmlDocsRemarks(Markdown));

    private static string? Parameter(PropertyInfo member) => member.DeclaringType!.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Where(parameter => parameter.Name == member.Name)
        .Select(parameter => Said(parameter.GetXmlDocs(Markdown)))
        .FirstOrDefault(text => text is not null);

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
