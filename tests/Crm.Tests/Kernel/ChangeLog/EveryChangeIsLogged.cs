using Crm.Kernel.ChangeLog;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.ChangeLog;

public class EveryChangeIsLogged(ChangeLogDatabase database) : IClassFixture<ChangeLogDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_action_of_a_documents_life_has_its_entry_with_what_changed()
    {
        var person = new Person { Name = "Ada", Email = "ada@example.com" };
        await Do(session => session.Insert(person));
        await Do(session => session.UpdateRevision(person with { Name = "Ada L.", Email = null, Version = 1 }, 2));
        await Do(session => session.Delete<Person>(person.Id));
        await Do(session => session.UndoDeleteWhere<Person>(p => p.Id == person.Id));
        await Do(session => session.HardDelete<Person>(person.Id));

        var changes = await database.ChangesOfAsync(person.Id);

        changes.Select(c => c.Action).ShouldBe(["created", "updated", "trashed", "restored", "deleted"]);
        changes.ShouldAllBe(c => c.Object == "person");
        changes.Select(c => c.Id).ShouldBeInOrder();
        changes[0].Before.ShouldBeNull();
        changes[0].After!.Value.GetRawText().ShouldBe($$"""{"id": "{{person.Id}}", "name": "Ada", "email": "ada@example.com"}""");
        changes[1].Fields.ShouldBe(["name", "email"]);
        changes[1].Version.ShouldBe(2);
        changes[1].Before!.Value.GetRawText().ShouldBe("""{"name": "Ada", "email": "ada@example.com"}""");
        changes[1].After!.Value.GetRawText().ShouldBe("""{"name": "Ada L.", "email": null}""");
        changes[2].ShouldSatisfyAllConditions(c => c.Before.ShouldBeNull(), c => c.After.ShouldBeNull(), c => c.Fields.ShouldBeEmpty());
        changes[4].Before!.Value.GetProperty("name").GetString().ShouldBe("Ada L.");
        changes[4].After.ShouldBeNull();
    }

    [Fact]
    public async Task A_restoring_write_that_also_changes_data_names_the_fields()
    {
        var person = new Person { Name = "Grace" };
        await Do(session => session.Insert(person));
        await Do(session => session.Delete(person));
        await database.ExecuteAsync($$"""update people.mt_doc_person set mt_deleted = false, data = data || '{"name": "Grace H."}' where id = '{{person.Id}}'""");

        var restored = (await database.ChangesOfAsync(person.Id))[^1];

        restored.Action.ShouldBe("restored");
        restored.Fields.ShouldBe(["name"]);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_leaves_no_entry()
    {
        var person = new Person { Name = "Alan" };
        await Do(session => session.Insert(person));
        await Do(session => session.UpdateRevision(person with { Version = 1 }, 2));
        await database.ExecuteAsync($"update people.mt_doc_person set mt_last_modified = now() where id = '{person.Id}'");

        (await database.ChangesOfAsync(person.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_document_without_revision_and_trash_is_logged_too()
    {
        var tag = new Tag(Guid.CreateVersion7(), "vip");
        await Do(session => session.Store(tag));
        await Do(session => session.Store(tag with { Name = "VIP" }));
        await Do(session => session.Delete(tag));

        var changes = await database.ChangesOfAsync(tag.Id);

        changes.Select(c => c.Action).ShouldBe(["created", "updated", "deleted"]);
        changes.ShouldAllBe(c => c.Version == null);
    }

    [Fact]
    public async Task Who_and_why_may_be_told_by_the_last_statement_of_the_transaction()
    {
        var person = new Person { Name = "Edsger" };
        await Do(session =>
        {
            session.Insert(person);
            session.QueueSqlCommand("""
                select set_config('crm.actor', 'account:7', true), set_config('crm.means', 'api', true), set_config('crm.request', 'trace', true),
                    set_config('crm.context', '{"ip": "::1"}', true)
                """);
        });
        await Do(session => session.UpdateRevision(person with { Name = "E. W.", Version = 1 }, 2));

        var changes = await database.ChangesOfAsync(person.Id);

        changes[0].ShouldSatisfyAllConditions(c => c.Actor.ShouldBe("account:7"), c => c.Means.ShouldBe("api"), c => c.RequestId.ShouldBe("trace"),
            c => c.Context!.Value.GetProperty("ip").GetString().ShouldBe("::1"));
        changes[1].ShouldSatisfyAllConditions(c => c.Actor.ShouldBe("system"), c => c.Means.ShouldBe("sql"), c => c.RequestId.ShouldBeNull(), c => c.Context.ShouldBeNull());
    }

    [Fact]
    public async Task Fields_changed_since_a_version_are_told_together()
    {
        var person = new Person { Name = "Barbara", Email = "b@example.com" };
        await Do(session => session.Insert(person));
        await Do(session => session.UpdateRevision(person with { Name = "Barbara L.", Version = 1 }, 2));
        await Do(session => session.UpdateRevision(person with { Name = "Barbara Liskov", Email = "l@example.com", Version = 2 }, 3));

        (await Since(1)).ShouldBe(["email", "name"]);
        (await Since(2)).ShouldBe(["email", "name"]);
        (await Since(3)).ShouldBeEmpty();

        async Task<IReadOnlyList<string>> Since(int version)
        {
            await using var connection = await database.Source.OpenConnectionAsync(Ct);
            return await ChangeFeed.FieldsChangedSinceAsync(connection, "person", person.Id.ToString(), version, Ct);
        }
    }

    private async Task Do(Action<Marten.IDocumentSession> act)
    {
        await using var session = database.Store.LightweightSession();
        act(session);
        await session.SaveChangesAsync(Ct);
    }
}
