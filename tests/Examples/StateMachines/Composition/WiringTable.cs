using System.Reflection;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>The table of the wiring speaks of every output, and of nothing else.</summary>
public sealed class WiringTable
{
    private static readonly (Part Part, Type Outputs)[] Parts =
    [
        (Part.Links, typeof(LinkSelection.Output)),
        (Part.FirstHop, typeof(HsrpPair.Output)),
        (Part.Replication, typeof(SaReplication.Output)),
        (Part.Drain, typeof(MemberDrain.Output)),
        (Part.Liveness, typeof(LivenessCheck.Output)),
        (Part.Dpd, typeof(DeadPeerDetection.Output)),
        (Part.MessageIds, typeof(MessageIds.Output)),
        (Part.MessageIdSync, typeof(MessageIdSync.Output)),
        (Part.Rekeys, typeof(PacedWork.Output)),
        (Part.Reestablishments, typeof(PacedWork.Output)),
        (Part.Redirects, typeof(PacedWork.Output)),
        (Part.Routes, typeof(ReverseRouteInjection.Output)),
        (Part.Foreign, typeof(AsymmetricTraffic.Output)),
        (Part.Redirection, typeof(RedirectGateway.Output)),
        (Part.TokenTaker, typeof(TokenTaker.Output)),
        (Part.TokenMaker, typeof(TokenMaker.Output)),
        (Part.NhrpServer, typeof(NhrpServer.Output)),
        (Part.NhrpRegistration, typeof(NhrpRegistration.Output)),
        (Part.NhrpShortcut, typeof(NhrpShortcut.Output)),
    ];

    /// <summary>What is no part, docs/adr/0036.</summary>
    private static readonly string[] Beside =
    [
        nameof(ClusterMember), nameof(HsrpGroup), "BfdSession", "IkeExchanges", "IkeInitiator",
        "IkeResponder", "MobikeInitiator", "MobikeResponder", "PhaseOneInitiator",
        "PhaseOneResponder", "QuickInitiator", "QuickResponder", "RedirectedClient",
        "ResumingClient", "ResumptionGateway", "TransactionInitiator", "TransactionResponder",
        "XauthEdge", "XauthHost",
    ];

    [Fact]
    public void Every_machine_of_the_library_is_a_part_or_said_to_stand_beside_the_member()
    {
        var machines = typeof(ClusterMember).Assembly.GetTypes()
            .Where(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static)
                .Any(one => one.PropertyType.IsGenericType
                    && one.PropertyType.GetGenericTypeDefinition() == typeof(Machine<,,,>)))
            .Select(type => type.Name)
            .ToArray();
        var parts = Parts.Select(part => part.Outputs.DeclaringType!.Name).Distinct().ToArray();

        Assert.Empty(parts.Intersect(Beside));
        Assert.Equal(machines.Order(), parts.Concat(Beside).Order());
        var page = File.ReadAllText(
            ConfigTexts.FileOf("docs/adr/0036-what-stands-beside-the-member.md"));
        Assert.All(
            Beside.Skip(1), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_machine_is_here_but_for_the_schedule_whose_operations_are_rows() =>
        Assert.Equal(
            Enum.GetValues<Part>().Where(part => part != Part.Checks).Order(),
            Parts.Select(part => part.Part).Order());

    [Fact]
    public void Every_output_of_every_machine_is_wired_or_goes_to_the_border()
    {
        var cases = Parts.SelectMany(part => CasesOf(part.Outputs)
            .Select(output => (part.Part, output)));
        var rows = Wiring.Rows.Select(row => (row.From, row.Output)).ToHashSet();

        Assert.All(cases, output => Assert.Contains(output, rows));
    }

    [Fact]
    public void Every_row_names_an_output_that_there_is_or_what_is_read_off()
    {
        var cases = Parts.SelectMany(part => CasesOf(part.Outputs)
            .Select(output => (part.Part, output))).ToHashSet();

        Assert.All(
            Wiring.Rows.Where(row =>
                !row.Output.StartsWith('(') && row.From != Part.Checks),
            row => Assert.Contains((row.From, row.Output), cases));
    }

    [Fact]
    public void No_row_stands_there_twice_and_each_says_why()
    {
        Assert.Equal(
            Wiring.Rows.Count,
            Wiring.Rows.Select(row => (row.From, row.Output, row.To, row.Input)).Distinct()
                .Count());
        Assert.All(Wiring.Rows, row => Assert.False(string.IsNullOrEmpty(row.Why.Rule)));
    }

    [Fact]
    public void A_reign_ends_before_a_virtual_address_is_given_up_and_routes_come_behind_counters()
    {
        int At(Part from, string output, string input) =>
            Wiring.Rows.ToList().FindIndex(row =>
                row.From == from && row.Output == output && row.Input == input);

        Assert.True(At(Part.Replication, "Stop", "Demote") < At(Part.Routes, "Yield", "Resign"));
        Assert.True(
            At(Part.Replication, "Reign", "Ready") < At(Part.Replication, "Reign", "Promote"));
    }

    private static IEnumerable<string> CasesOf(Type outputs) =>
        outputs.GetNestedTypes(BindingFlags.Public).Select(type => type.Name);
}
