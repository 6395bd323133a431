using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Http;

namespace Crm.Identity.Sso;

/// <summary>Whom a provider speaks of. Issuer and subject say who it is; the address only helps to find an account the first time.</summary>
/// <param name="AuthenticatedAt">When the provider saw them prove it; long ago if it does not say.</param>
internal sealed record ExternalPerson(string Issuer, string Subject, string? Email, bool EmailVerified, string Name, IReadOnlyList<string> Methods, DateTimeOffset AuthenticatedAt)
{
    private const int LongestName = 200;

    /// <summary>Methods of RFC 8176 that tell of more than a password.</summary>
    private static readonly string[] Strong = ["mfa", "otp", "hwk", "swk", "sc"];

    public bool IsStrong => Methods.Any(Strong.Contains);

    /// <summary>As the session tells it.</summary>
    public string[] SessionMethods => IsStrong ? ["sso", "mfa"] : ["sso"];

    /// <summary>Some providers keep the ID token thin and tell the rest on request; who is spoken of has to be the same.</summary>
    public ExternalPerson With(JsonObject? told)
    {
        if (told is null || Text(told, "sub") != Subject) return this;
        return this with { Email = Text(told, "email"), EmailVerified = IsTrue(told["email_verified"]), Name = NameOf(claim => Text(told, claim)) };
    }

    public static string NameOf(Func<string, string?> claim)
    {
        var name = claim("name") is { Length: > 0 } whole ? whole : $"{claim("given_name")} {claim("family_name")}";
        // Names stand in mails to others, where what looks like a link becomes one.
        var telling = !string.IsNullOrWhiteSpace(name) && TextRules.HasNoLink(name) ? name : claim("email")?.Split('@')[0] ?? "";
        var clean = string.Concat(telling.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return clean.Length > LongestName ? clean[..LongestName] : clean;
    }

    private static string? Text(JsonObject told, string member) => told[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static bool IsTrue(JsonNode? value) => value?.GetValueKind() is JsonValueKind.True || (value?.GetValueKind() is JsonValueKind.String && (string?)value is "true");
}
