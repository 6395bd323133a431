using Crm.Identity.Accounts;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Platform;

/// <summary>Ends an operator's setup with a code of the authenticator app.</summary>
internal sealed record ConfirmOperator
{
    public required string Token { get; init; }
    public required string Code { get; init; }
}

internal sealed class ConfirmOperatorValidator : Validator<ConfirmOperator>
{
    public ConfirmOperatorValidator()
    {
        RuleFor(r => r.Token).NotEmpty().MaximumLength(200);
        RuleFor(r => r.Code).NotEmpty().MaximumLength(10);
    }
}

internal sealed class ConfirmOperatorEndpoint(OperatorBook operators, AccessJournal journal) : Endpoint<ConfirmOperator>
{
    public override void Configure()
    {
        Post("/api/v1/platform/auth/setup/confirmation");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Logins);
        this.Describes("confirmOperator", "Platform", "Confirm an operator's authenticator", 204, PlatformProblems.SetupTokenInvalid, IdentityProblems.InvalidCredentials);
    }

    public override async Task HandleAsync(ConfirmOperator r, CancellationToken ct)
    {
        var who = await operators.SettingUpAsync(r.Token, ct) ?? throw PlatformProblems.SetupTokenInvalid.With(pointer: "/token");
        if (!await operators.UseCodeAsync(who, r.Code, ct)) throw IdentityProblems.InvalidCredentials.With();
        await operators.ConfirmAsync(who, ct);
        await journal.NoteAsync("setUp", "operator", who.Id, ct);
        await Send.NoContentAsync(ct);
    }
}
