using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Values;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Sso;

/// <summary>Claims a mail domain for the company; a record at its name servers has to prove it.</summary>
internal sealed record AddSsoDomain
{
    public required string Domain { get; init; }
}

internal sealed class AddSsoDomainValidator : Validator<AddSsoDomain>
{
    public AddSsoDomainValidator()
    {
        RuleFor(r => r.Domain).NotEmpty().MaximumLength(253).PlainText();
        RuleFor(r => r.Domain).Must(domain => SsoDomain.Normalise(domain) is not null).WithErrorCode("domain.malformed").WithMessage("It is no domain name.");
    }
}

internal sealed class AddSsoDomainEndpoint(ControlSession control, SsoDomains domains, Caller caller) : Endpoint<AddSsoDomain, SsoDomainView>
{
    private const int Most = 100;

    public override void Configure()
    {
        Post("/api/v1/sso-domains");
        Permissions(SsoPermissions.Write);
        this.Describes("addSsoDomain", "Single sign-on", "Claim a mail domain for the company", 201, SsoProblems.DomainListed, SsoProblems.DomainPublic, SsoProblems.TooManyDomains, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(AddSsoDomain r, CancellationToken ct)
    {
        var domain = SsoDomain.Normalise(r.Domain)!;
        if (PublicMailDomains.Contain(domain)) throw SsoProblems.DomainPublic.With(pointer: "/domain");
        if (await control.FirstAsync<long>("select count(*) from identity.sso_domains where tenant_id = @TenantId", new { caller.TenantId }, ct) >= Most) throw SsoProblems.TooManyDomains.With();
        var added = await domains.AddAsync(domain, ct);
        await Send.CreatedAsync($"/api/v1/sso-domains/{added.Id}", SsoDomainView.Of(added), ct);
    }
}
