using System.Text.Json;
using Crm.Kernel.Bulk;
using Crm.Kernel.Sets;
using Crm.Kernel.Tags;
using FluentValidation;

namespace Crm.Companies.Sets;

/// <summary>Bulk actions on companies.</summary>
internal sealed class CompanyBulk() : RecordBulk<Company, CompanyFields, DomainClaim>(new CompanySet())
{
    protected override IValidator<CompanyFields> Rules => CompanyFieldsValidator.Instance;
    protected override IReadOnlyList<string> NotInBulk => ["parentId"];
    protected override CompanyFields Blank => new() { Name = "" };

    protected override CompanyFields FieldsOf(Company record) => CompanyFields.Of(record);

    protected override IReadOnlyList<string> TagsOf(CompanyFields fields) => fields.Tags;

    protected override CompanyFields WithTags(CompanyFields fields, IReadOnlyList<string> tags) => fields with { Tags = tags };

    protected override IReadOnlyDictionary<string, JsonElement> CustomOf(CompanyFields fields) => fields.Custom;

    protected override Task<Func<Company, CompanyFields, IReadOnlyDictionary<string, JsonElement>, Company>> WriterAsync(BulkStep work, TagNames tags, CancellationToken ct)
    {
        var serializer = work.Session.DocumentStore.Options.Serializer();
        return Task.FromResult<Func<Company, CompanyFields, IReadOnlyDictionary<string, JsonElement>, Company>>((before, fields, custom) =>
        {
            var after = Copy(before, serializer);
            after.Write(fields with { Custom = custom }, tags.Of(fields.Tags), work.Organization.Country);
            return after;
        });
    }

    protected override void Revive(Company record, DateTimeOffset now) => record.MergedInto = null;

    protected override IEnumerable<object> Tell(BulkStep work, WrittenSet<Company> written) => CompanySet.Tell(written, work.Actor, work.Now);
}
