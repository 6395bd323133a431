namespace Crm.Kernel.Search;

/// <summary>Where in a record a word stands. A kind of record says which of its members each place is; from whom that member is hidden, nothing is found by it.</summary>
public enum SearchPlace
{
    /// <summary>The first part of the name, or all of it.</summary>
    Name = 1,

    /// <summary>The second part of the name.</summary>
    SecondName = 2,

    /// <summary>E-mail addresses or domains.</summary>
    Address = 3,

    Phone = 4,

    /// <summary>Texts of the company's own fields.</summary>
    More = 5,
}

/// <summary>A record that is searched. What it is found by is kept in the column <c>search_words</c>, beside the document: whoever writes the one writes the other.</summary>
public interface ISearchable
{
    /// <summary>Made by <see cref="SearchWords"/>.</summary>
    string SearchWords { get; }
}
