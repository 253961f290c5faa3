namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>What shows a scenario, or what is missing before it is shown.</summary>
public abstract record Evidence
{
    private Evidence()
    {
    }

    /// <summary>The explorer: every order of events within the budgets of a scenario.</summary>
    /// <param name="Scenario">Its name in the catalogue, or that of a family.</param>
    public sealed record Explored(string Scenario) : Evidence;

    /// <summary>The simulator: the cases of the card, with real octets, for some seeds.</summary>
    public sealed record Played : Evidence;

    /// <summary>Properties, examples or fuzzing of the part that it is about.</summary>
    /// <param name="File">The file, from the top of the repository.</param>
    /// <param name="Claim">The test in it.</param>
    public sealed record Tested(string File, string Claim) : Evidence;

    /// <summary>Nothing shows this part of it yet.</summary>
    /// <param name="Why">What is missing.</param>
    public sealed record NotYet(string Why) : Evidence;
}
