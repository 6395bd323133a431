using Crm.Contracts.Identity;
using Crm.Kernel.Control;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Passwords;

/// <summary>Asks for a mail with a link to set a new password. The answer is the same whether or not there is such an account.</summary>
internal sealed record RequestPasswordReset
{
    public string Email { get; init; } = "";
}

internal sealed class RequestPasswordResetValidator : Validator<RequestPasswordReset>
{
    public RequestPasswordResetValidator() => RuleFor(r => r.Email).NotEmpty().EmailAddress().MaximumLength(320);
}

internal sealed class RequestPasswordResetEndpoint(ControlSession control) : Endpoint<RequestPasswordReset>
{
    public override void Configure()
    {
        Post("/api/v1/auth/password-resets");
        AllowAnonymous();
    }

    public override async Task HandleAsync(RequestPasswordReset r, CancellationToken ct)
    {
        await control.PublishAsync(new PasswordResetRequested(Guid.CreateVersion7(), r.Email), ct);
        await Send.ResultAsync(Microsoft.AspNetCore.Http.TypedResults.Accepted((string?)null));
    }
}
