namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// Whose turn it is to speak to afl-fuzz, in memory that server and worker share: what is there
/// when a worker has ended says which words afl-fuzz still waits for.
/// </summary>
internal struct AflTurn
{
    /// <summary>afl-fuzz was not told who runs the next input.</summary>
    public const int Unnamed = 0;

    /// <summary>It was, and there is no input yet.</summary>
    public const int Waits = 1;

    /// <summary>An input runs, and its end was not told.</summary>
    public const int Runs = 2;

    /// <summary>One of these.</summary>
    public int Phase;
}
