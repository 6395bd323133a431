using System.Net;
using Crm.Identity.Access;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Identity.ApiKeys;

/// <summary>What can be set on an API key.</summary>
internal sealed record ApiKeyFields
{
    public required string Name { get; init; }

    /// <summary>What it may do; never more than who makes it. Those over members, roles and one's own account are for people only.</summary>
    public required IReadOnlyList<RolePermission> Permissions { get; init; }

    /// <summary>Addresses in CIDR notation from which it works; none: from anywhere.</summary>
    public IReadOnlyList<string> AllowedIps { get; init; } = [];

    public DateTimeOffset? ExpiresAt { get; init; }

    public void Check(PermissionCatalogue catalogue, Rights maker)
    {
        var errors = Permissions.Index().Where(p => !catalogue.All.Any(grant => grant.Name == p.Item.Permission && !grant.PeopleOnly))
            .Select(p => new ProblemError($"/permissions/{p.Index}/permission", "permission.notForKeys", "There is no such permission for API keys.")).ToList();
        if (errors.Count > 0) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
        foreach (var (i, permission) in Permissions.Index())
            if (!maker.Covers(permission.Permission, permission.Scope)) throw IdentityProblems.BeyondOwnRights.With($"You may not `{permission.Permission}` that far yourself.", $"/permissions/{i}");
    }
}

internal sealed class ApiKeyFieldsValidator : AbstractValidator<ApiKeyFields>
{
    public ApiKeyFieldsValidator(TimeProvider clock)
    {
        RuleFor(k => k.Name).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(k => k.Permissions).NotEmpty();
        RuleFor(k => k.Permissions).Must(all => all.Count <= 500 && all.DistinctBy(p => p.Permission).Count() == all.Count)
            .WithErrorCode("permission.repeated").WithMessage("Each permission is named once.");
        RuleFor(k => k.AllowedIps).Must(all => all.Count <= 50).WithErrorCode("tooMany").WithMessage("At most 50 ranges.");
        RuleForEach(k => k.AllowedIps).Must(range => IPNetwork.TryParse(range, out _)).WithErrorCode("cidr.malformed").WithMessage("A range is written like 203.0.113.0/24.");
        RuleFor(k => k.ExpiresAt).Must(at => at is null || at > clock.GetUtcNow()).WithErrorCode("expiry.past").WithMessage("The expiry lies in the past.");
    }
}
