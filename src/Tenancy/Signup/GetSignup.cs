using Crm.Kernel.Http;
using FastEndpoints;

namespace Crm.Tenancy.Signup;

/// <summary>Asks how far a signup is.</summary>
public sealed record GetSignup
{
    [RouteParam] public Guid Id { get; init; }
}

internal sealed class GetSignupEndpoint(SignupProgress progress) : Endpoint<GetSignup, SignupView>
{
    public override void Configure()
    {
        Get("/api/v1/signups/{id}");
        AllowAnonymous();
        this.Describes("getSignup", "Signup", "See how far a signup is", 200, TenancyProblems.SignupNotFound);
    }

    public override async Task HandleAsync(GetSignup request, CancellationToken ct) =>
        await Send.OkAsync(await progress.FindAsync(request.Id, ct) ?? throw TenancyProblems.SignupNotFound.With(), ct);
}
