namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>Machines that are in no world of the explorer: why, and which properties try the orders
/// of what happens to them.</summary>
internal static class ElsewhereMachines
{
    /// <summary>A reason, and what it holds for.</summary>
    /// <param name="Machines">The machines.</param>
    /// <param name="Why">The reason.</param>
    /// <param name="Tests">Classes of properties over their histories.</param>
    public sealed record Row(string[] Machines, string Why, string[] Tests);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new(
            ["PhaseOneInitiator", "PhaseOneResponder", "QuickInitiator", "QuickResponder"],
            "each hash is over what the other side has said, in messages that have no IDs",
            ["Rfc2409_5_Establishing", "Rfc2409_5_1_Establishing"]),
        new(
            ["TransactionInitiator", "TransactionResponder", "XauthEdge", "XauthHost"],
            "the same: a login is said under the keys of phase 1, and its hashes are of its words",
            ["Xauth_LoggingIn"]),
        new(
            ["MobikeInitiator", "MobikeResponder"],
            "paths times addresses times cookies are as many as nothing is alike among; what a "
                + "takeover makes of them is asked of histories of two members and a peer",
            ["Rfc4555_3_Paths"]),
        new(
            ["AsymmetricTraffic"],
            "what it claims are bounds of rates and of hops, whatever members believe of each other: "
                + "histories have instants and beliefs of their own for that",
            ["HandingOn"]),
        new(
            ["NhrpRegistration"],
            "spokes of `dmvpn-shortcuts` are registered from the beginning; who registers, and again, "
                + "does so in networks that lose and double",
            ["Rfc2332_5_Shortcuts"]),
        new(
            ["TokenMaker"],
            "who may show a token hangs on who is off, which a world of one member and a guesser "
                + "has not; worlds of replication ask for tokens by a shell of their own",
            ["Rfc6290_9_2_LiveSas"]),
        new(
            ["ResumingClient"],
            "whoever shows tickets in `ticket-reuse` does so as often as it likes, which a client "
                + "that keeps to its machine does not",
            ["Rfc5723_Tickets"]),
    ];

    /// <summary>The rows of the page.</summary>
    public static string Rows() => string.Join('\n', All.Select(row =>
        $"| {string.Join(", ", row.Machines)} | {row.Why}. "
            + $"{string.Join(", ", row.Tests.Select(test => $"`{test}`"))} |"));

    /// <summary>Whether there is such a class of tests.</summary>
    public static bool IsThere(string test) =>
        typeof(ElsewhereMachines).Assembly.GetTypes().Any(type => type.Name == test);
}
