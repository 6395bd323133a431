using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Identity.Access;

/// <summary>What can be set on a role.</summary>
internal sealed record RoleFields
{
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>What it may do; everything else it may not.</summary>
    public required IReadOnlyList<RolePermission> Permissions { get; init; }

    /// <summary>Fields it may not see, or not change; all others it may.</summary>
    public IReadOnlyList<FieldRule> Fields { get; init; } = [];

    /// <summary>Names of permissions and fields exist, and nobody makes a role that may do more than they may themselves.</summary>
    public void Check(PermissionCatalogue catalogue, RuledFields ruled, Rights maker)
    {
        var errors = new List<ProblemError>();
        foreach (var (i, permission) in Permissions.Index())
        {
            if (catalogue.All.All(grant => grant.Name != permission.Permission)) errors.Add(new($"/permissions/{i}/permission", "permission.unknown", "There is no such permission."));
            else if (!maker.Covers(permission.Permission, permission.Scope))
                throw IdentityProblems.BeyondOwnRights.With($"You may not `{permission.Permission}` that far yourself.", $"/permissions/{i}");
        }
        foreach (var (i, rule) in Fields.Index())
            if (!ruled.Has(rule.Object, rule.Field)) errors.Add(new($"/fields/{i}", "field.unknown", "There is no such field, or every reader needs it."));
        if (errors.Count > 0) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
        if (MoreThan(maker) is { } beyond) throw IdentityProblems.BeyondOwnRights.With(FieldBeyond(beyond), "/fields");
    }

    /// <summary>The rule of theirs that the role does not have, or has milder; a role that says nothing of a field may change it.</summary>
    public FieldRule? MoreThan(Rights theirs) =>
        theirs.Fields.FirstOrDefault(rule => (Fields.FirstOrDefault(own => own.Object == rule.Object && own.Field == rule.Field)?.Access ?? FieldAccess.Write) > rule.Access);

    public static string FieldBeyond(FieldRule rule) => $"The role may do more with `{rule.Field}` of a `{rule.Object}` than you may yourself.";
}

internal sealed class RoleFieldsValidator : AbstractValidator<RoleFields>
{
    public static RoleFieldsValidator Instance { get; } = new();

    public RoleFieldsValidator()
    {
        RuleFor(r => r.Name).NotEmpty().MaximumLength(60).PlainText()
            .Must(name => !Roles.BuiltIn.Contains(name!.Trim().Replace("-", ""), StringComparer.OrdinalIgnoreCase)).WithErrorCode("role.builtInName").WithMessage("A built-in role has this name.");
        RuleFor(r => r.Description).MaximumLength(500).PlainText();
        RuleFor(r => r.Permissions).NotEmpty();
        RuleFor(r => r.Permissions).Must(all => all.Count <= 500 && all.DistinctBy(p => p.Permission).Count() == all.Count)
            .WithErrorCode("permission.repeated").WithMessage("Each permission is named once.");
        RuleFor(r => r.Fields).Must(all => all.Count <= 500 && all.DistinctBy(f => (f.Object, f.Field)).Count() == all.Count)
            .WithErrorCode("field.repeated").WithMessage("Each field is named once.");
    }
}
