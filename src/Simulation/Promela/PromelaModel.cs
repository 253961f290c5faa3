namespace Holdfast.Simulation.Promela;

/// <summary>A world, or a machine alone, for Spin: a model, and the tables that it includes.
/// </summary>
/// <param name="Name">The world or the machine; the files are NAME.pml and NAME.tables.h.</param>
/// <param name="Model">The model, in Promela.</param>
/// <param name="Tables">Its tables, in C.</param>
public sealed record PromelaModel(string Name, string Model, string Tables)
{
    /// <summary>The file of the model.</summary>
    public string ModelFile => $"{Name}.pml";

    /// <summary>The file of the tables.</summary>
    public string TablesFile => TablesFileOf(Name);

    internal static string TablesFileOf(string name) => $"{name}.tables.h";
}
