using Crm.Kernel.Http;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Tags;

/// <summary>A tag to be, before any record bears it.</summary>
internal sealed record CreateTag
{
    [FromBody] public required TagFields Tag { get; init; }
}

internal sealed class CreateTagValidator : Validator<CreateTag>
{
    public CreateTagValidator() => RuleFor(c => c.Tag).SetValidator(TagFieldsValidator.Instance);
}

internal sealed class CreateTagEndpoint(IDocumentSession session, TagDesk desk, Caller caller, TimeProvider clock) : Endpoint<CreateTag, TagView>
{
    public override void Configure()
    {
        Post("/api/v1/tags");
        Permissions(TagPermissions.Write);
        this.Describes("createTag", "Tags", "Create a tag", 201, TagProblems.NameTaken);
    }

    public override async Task HandleAsync(CreateTag r, CancellationToken ct)
    {
        if (await desk.IsTakenAsync(r.Tag.Name, default, ct)) throw TagProblems.NameTaken.With(pointer: "/name");
        var tag = new Tag { Name = r.Tag.Name.Trim() };
        r.Tag.DescribeIn(tag);
        tag.Touch(caller.Actor, clock.GetUtcNow());
        session.Insert(tag);
        await Send.CreatedAsync($"/api/v1/tags/{tag.Id}", TagView.Of(tag), ct);
    }
}
