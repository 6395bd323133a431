using System.Text.Json;
using NJsonSchema.Generation;

namespace Crm.Host.OpenApi;

/// <summary>What things are called on the wire: <c>ContactView</c> is a Contact there, <c>Page&lt;ContactView&gt;</c> a ContactPage.</summary>
/// <param name="requests">Types that are a whole body: <c>Login</c> is a LoginRequest, so that an operation and its body differ.</param>
internal sealed class Names(IReadOnlySet<Type> requests) : DefaultSchemaNameGenerator
{
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    // A generated client stands beside .NET's own names: a Task or DayOfWeek of ours would be ambiguous in every file that uses both.
    public override string Generate(Type type) => type == typeof(DayOfWeek) ? "Weekday" : type.IsGenericType
        ? string.Concat(type.GetGenericArguments().Select(Generate)) + type.Name[..type.Name.IndexOf('`')]
        : requests.Contains(type) ? Strip(base.Generate(type), "Request") + "Request"
        : Strip(base.Generate(type), "View");

    public static string Strip(string name, string ending) =>
        name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
}
