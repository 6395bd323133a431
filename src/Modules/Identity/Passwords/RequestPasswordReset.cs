using Crm.Contracts.Identity;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.Http;

namespace Crm.Identity.Passwords;

/// <summary>Asks for a mail with a link to set a new password. The answer is the same whether or not there is such an account.</summary>
internal sealed record RequestPasswordReset
{
    public required string Email { get; init; }
}

internal sealed class RequestPasswordResetValidator : Validator<RequestPasswordReset>
{
    public RequestPasswordResetValidator() => RuleFor(r => r.Email).NotEmpty().EmailAddress().MaximumLength(320);
}

internal sealed class RequestPasswordResetEndpoint(ControlSession control, Attempts attempts) : Endpoint<RequestPasswordReset>
{
    public override void Configure()
    {
        Post("/api/v1/auth/password-resets");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Links);
        this.Describes("requestPasswordReset", "Sessions", "Ask for a link to set a new password", 202);
    }

    public override async Task HandleAsync(RequestPasswordReset r, CancellationToken ct)
    {
        attempts.Admit(HttpContext, "reset", r.Email);
        attempts.Count(HttpContext, "reset", r.Email);
        await control.PublishAsync(new PasswordResetRequested(Guid.CreateVersion7(), r.Email), ct);
        await Send.StatusCodeAsync(StatusCodes.Status202Accepted, ct);
    }
}
