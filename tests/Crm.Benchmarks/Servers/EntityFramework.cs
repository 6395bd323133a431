using Microsoft.EntityFrameworkCore;

namespace Crm.Benchmarks.Servers;

/// <summary>The same table as EF Core sees it: the document is a complex value in a JSON column.</summary>
internal sealed class EntityFramework(DbContextOptions<EntityFramework> options) : DbContext(options)
{
    public DbSet<Row> Contacts => Set<Row>();

    public static void Add(IServiceCollection services, string postgres) => services.AddDbContextPool<EntityFramework>(o => o.UseNpgsql(postgres));

    public static void Map(WebApplication app) => app.MapGet("/ef/contacts/{id:guid}", async (Guid id, EntityFramework database, CancellationToken ct) =>
        await database.Contacts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is { } found ? Results.Ok(found.Data) : Results.NotFound());

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Row>(row =>
    {
        row.ToTable("contacts");
        row.Property(r => r.Id).HasColumnName("id");
        row.ComplexProperty(r => r.Data, data =>
        {
            data.ToJson("data");
            foreach (var name in typeof(Document).GetProperties().Select(p => p.Name).Except([nameof(Document.Emails), nameof(Document.Phones), nameof(Document.Address)]))
                data.Property(name).HasJsonPropertyName(Camel(name));
            data.ComplexProperty(d => d.Address, address =>
            {
                address.HasJsonPropertyName("address");
                foreach (var part in typeof(Place).GetProperties()) address.Property(part.Name).HasJsonPropertyName(Camel(part.Name));
            });
            data.ComplexCollection(d => d.Emails, email =>
            {
                email.HasJsonPropertyName("emails");
                foreach (var part in typeof(Mail).GetProperties()) email.Property(part.Name).HasJsonPropertyName(Camel(part.Name));
            });
            data.ComplexCollection(d => d.Phones, phone =>
            {
                phone.HasJsonPropertyName("phones");
                foreach (var part in typeof(Call).GetProperties()) phone.Property(part.Name).HasJsonPropertyName(Camel(part.Name));
            });
        });
    });

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    internal sealed class Row
    {
        public Guid Id { get; set; }
        public Document Data { get; set; } = new();
    }

    internal sealed class Document
    {
        public Guid Id { get; set; }
        public string? FirstName { get; set; }
        public string? LastName { get; set; }
        public string FullName { get; set; } = "";
        public List<Mail> Emails { get; set; } = [];
        public List<Call> Phones { get; set; } = [];
        public string? JobTitle { get; set; }
        public string Stage { get; set; } = "";
        public Guid? OwnerId { get; set; }
        public List<string> Tags { get; set; } = [];
        public string? Source { get; set; }
        public Place Address { get; set; } = new();
        public DateTimeOffset CreatedAt { get; set; }
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset UpdatedAt { get; set; }
        public string UpdatedBy { get; set; } = "";
    }

    internal sealed class Mail
    {
        public string Address { get; set; } = "";
        public string? Label { get; set; }
        public bool Primary { get; set; }
    }

    internal sealed class Call
    {
        public string Number { get; set; } = "";
        public string? Raw { get; set; }
        public string? Label { get; set; }
        public bool Primary { get; set; }
    }

    internal sealed class Place
    {
        public string? Street { get; set; }
        public string? PostalCode { get; set; }
        public string? City { get; set; }
        public string? Country { get; set; }
    }
}
