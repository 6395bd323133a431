using System.Security.Cryptography;
using Crm.Contracts.Identity;
using Crm.Contracts.Mail;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Crm.Tenancy.Signup;

/// <summary>A company's request to be taken on.</summary>
public sealed record SignUp
{
    /// <summary>The company's name.</summary>
    public required string Organization { get; init; }

    /// <summary>The company's name in addresses and at login.</summary>
    public required string Slug { get; init; }

    public required string FullName { get; init; }
    public required string Email { get; init; }

    /// <summary>Ignored if the address already has an account.</summary>
    public required string Password { get; init; }

    /// <summary>IANA time zone; UTC if left out.</summary>
    public string? TimeZone { get; init; }

    /// <summary>ISO 4217 code; EUR if left out.</summary>
    public string? Currency { get; init; }
}

internal sealed class SignUpValidator : Validator<SignUp>
{
    public SignUpValidator()
    {
        RuleFor(s => s.Organization).NotEmpty().MaximumLength(200).PlainText().NoLink();
        RuleFor(s => s.Slug).NotEmpty().Matches(@"^[a-z][a-z0-9-]{2,39}\z");
        RuleFor(s => s.FullName).NotEmpty().MaximumLength(200).PlainText().NoLink();
        RuleFor(s => s.Email).NotEmpty().MaximumLength(254).MailAddress().PlainText();
        RuleFor(s => s.Password).NotEmpty().MinimumLength(8).MaximumLength(256);
        RuleFor(s => s.TimeZone).MaximumLength(64).Must(z => z is null || TimeZones.IsKnown(z)).WithErrorCode("timeZone.unknown");
        RuleFor(s => s.Currency).Matches(@"^[A-Z]{3}\z");
    }
}

internal sealed class SignUpEndpoint(ControlSession control, IAccounts accounts, Secrets secrets, Attempts attempts, CrmSettings settings, TimeProvider clock)
    : Endpoint<SignUp, SignupAccepted>
{
    public override void Configure()
    {
        Post("/api/v1/signups");
        AllowAnonymous();
        this.RateLimitPolicy(RateLimitPolicy.Signups);
        this.Describes("signUp", "Signup", "Sign a company up", 202, TenancyProblems.SlugTaken);
    }

    public override async Task HandleAsync(SignUp request, CancellationToken ct)
    {
        attempts.Admit(HttpContext, "signup", request.Email);
        attempts.Count(HttpContext, "signup", request.Email);
        if (accounts.Refuse(request.Password, request.Email, request.Organization, request.Slug) is { } reason)
            throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new("/password", reason, "Choose another password.")] };
        if (ReservedSlugs.Contains(request.Slug)) throw TenancyProblems.SlugTaken.With(pointer: "/slug");

        // Both are done whether or not the address has an account, so that nobody can tell from outside.
        var hash = await accounts.HashAsync(request.Password, ct);
        var known = await accounts.ExistsAsync(request.Email, ct);

        var (id, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        await ReserveAsync(request, id, hash, SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token)), now, ct);

        var link = settings.WebLink($"verify?signup={id}&token={token}");
        var mail = SignupMails.Verify(request.FullName, request.Organization, link, known);
        if (await SignupMails.MayGoToAsync(control, request.Email, now, ct)) await control.PublishAsync(new MailRequested(Guid.CreateVersion7(), request.Email, mail.Subject, secrets.Seal(MailSecret.Purpose, mail.Text)), ct);

        HttpContext.Response.Headers.Location = $"/api/v1/signups/{id}";
        await Send.ResponseAsync(new(id, SignupStatus.AwaitingVerification, request.Slug), StatusCodes.Status202Accepted, ct);
    }

    private async Task ReserveAsync(SignUp request, Guid id, string hash, byte[] tokenHash, DateTimeOffset now, CancellationToken ct)
    {
        await control.ExecuteAsync("update catalog.signups set status = 'expired', password_hash = null where slug = @Slug and status = 'awaitingVerification' and expires_at < @now",
            new { request.Slug, now }, ct);
        var free = await control.ExecuteAsync("""
            insert into catalog.signups (id, slug, organization, full_name, email, password_hash, time_zone, currency, token_hash, status, tenant_id, created_at, expires_at)
            select @id, @Slug, @organization, @fullName, @email, @hash, @timeZone, @currency, @tokenHash, 'awaitingVerification', @tenant, @now, @expires
            where not exists (select from catalog.tenants where slug = @Slug)
            on conflict (slug) where status in ('awaitingVerification', 'provisioning', 'failed') do nothing
            """, new
        {
            id,
            request.Slug,
            hash,
            tokenHash,
            now,
            organization = request.Organization.Trim(),
            fullName = request.FullName.Trim(),
            email = request.Email.Trim(),
            timeZone = request.TimeZone ?? "UTC",
            currency = request.Currency ?? "EUR",
            tenant = Guid.CreateVersion7(),
            expires = now.AddHours(24),
        }, ct);
        if (free == 0) throw TenancyProblems.SlugTaken.With(pointer: "/slug");
    }
}
