using Crm.Kernel;
using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Identity.Sso;

/// <summary>What can be set on the connection.</summary>
internal sealed record SsoConnectionFields
{
    /// <summary>The provider, written as its own configuration says.</summary>
    public required string Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Goes in and never comes out. In a change: left out to keep the stored one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What the provider is asked for; `openid` is always among it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "email", "profile"];

    /// <summary>Of members that their first login makes: a built-in role's name, or a custom role's id.</summary>
    public string DefaultRole { get; init; } = Roles.Member;

    /// <summary>Whether the first login makes a member. If not, only members and the invited get in.</summary>
    public bool JitProvisioning { get; init; }

    /// <summary>`active`, or `disabled`: nobody gets in by it.</summary>
    public string Status { get; init; } = SsoConnection.Active;

    public bool SameAs(SsoConnectionFields other) => Scopes.SequenceEqual(other.Scopes) && this with { Scopes = other.Scopes } == other;

    /// <summary>For the journal.</summary>
    public object ForJournal() => new { Issuer, ClientId, Scopes, DefaultRole, JitProvisioning, Status, CredentialsReplaced = ClientSecret is not null };
}

internal sealed class SsoConnectionFieldsValidator : AbstractValidator<SsoConnectionFields>
{
    public SsoConnectionFieldsValidator(CrmSettings settings)
    {
        RuleFor(c => c.Issuer).NotEmpty().MaximumLength(500).PlainText();
        RuleFor(c => c.Issuer).Must(issuer => IsIssuer(issuer, settings)).WithErrorCode("issuer.malformed").WithMessage("An issuer is an https address without query, fragment or user.");
        RuleFor(c => c.ClientId).NotEmpty().MaximumLength(500).PlainText();
        RuleFor(c => c.ClientSecret).MinimumLength(1).MaximumLength(2000).PlainText();
        RuleFor(c => c.Scopes).Must(all => all.Count is > 0 and <= 20 && all.Contains("openid")).WithErrorCode("scopes.openid").WithMessage("`openid` is among at most 20 scopes.");
        RuleForEach(c => c.Scopes).Matches(@"^[\x21\x23-\x5B\x5D-\x7E]{1,100}\z").WithErrorCode("scope.malformed").WithMessage("A scope is one word.");
        RuleFor(c => c.DefaultRole).MinimumLength(1).MaximumLength(64);
        RuleFor(c => c.DefaultRole).NotEqual(Roles.Owner).WithErrorCode("role.owner").WithMessage("Nobody becomes an owner by logging in.");
        RuleFor(c => c.Status).Must(status => status is SsoConnection.Active or SsoConnection.Disabled).WithErrorCode("status.unknown").WithMessage("A connection is `active` or `disabled`.");
    }

    private static bool IsIssuer(string issuer, CrmSettings settings) =>
        Uri.TryCreate(issuer, UriKind.Absolute, out var url) && ProviderRules.IsSafe(url, settings) && url is { Query: "", Fragment: "", UserInfo: "" } && !issuer.EndsWith('?') && !issuer.EndsWith('#');
}
