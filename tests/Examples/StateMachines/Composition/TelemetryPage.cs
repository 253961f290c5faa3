using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>docs/telemetry.md is what the code names, and the names keep their rules.</summary>
public sealed partial class TelemetryPage
{
    [Fact]
    public void The_page_lists_what_there_is()
    {
        var text = new StringBuilder(
            $"""
            # Telemetry

            What a member of a cluster measures. The names are data (`Telemetry` in `src/StateMachines/Composition`), and pure functions say which instrument moves by how much:
            `Telemetry.Of(step)` for each step, `Telemetry.Of(report)` and `Telemetry.SpansOf(report)` for each closed report of a takeover, `Telemetry.Of(config, state, now)` for
            the gauges, `Telemetry.Of(outbound, inbound)` for those of the leases that the data path holds. A shell makes the instruments and forwards. This page is generated and checked by the tests.

            Meter `{Telemetry.MeterName}` and activity source `{Telemetry.ActivitySourceName}`, version {Telemetry.Version}. All names follow OpenTelemetry's conventions for naming (lower
            case, dots between namespaces, underscores between words, units of UCUM); tags in its own namespaces are those that it defines.

            ## Instruments

            | name | kind | unit | what | tags |
            |---|---|---|---|---|

            """);
        foreach (var one in Telemetry.Instruments)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{one.Name}` | {one.Kind} | `{one.Unit}` ")
                .Append(CultureInfo.InvariantCulture, $"| {one.Description} ")
                .Append("| ").AppendJoin(", ", one.Tags.Select(tag => $"`{tag}`")).Append(" |\n");
        }

        text.Append("\n## Tags\n\n| name | what | whose |\n|---|---|---|\n");
        foreach (var tag in Telemetry.Tags.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{tag.Name}` | {tag.Description} ")
                .Append(tag.IsStandard ? "| OpenTelemetry |\n" : "| Holdfast |\n");
        }

        text.Append("\n## Activities\n\n| name | what |\n|---|---|\n");
        foreach (var activity in Telemetry.Activities)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"| `{activity.Name}` | {activity.Description} |\n");
        }

        var page = text.ToString().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(PathOf(), page);
        }

        Assert.Equal(File.ReadAllText(PathOf()), page, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Names_keep_the_conventions()
    {
        var names = Telemetry.Instruments.Select(one => one.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        string[] all =
        [
            .. names, .. Telemetry.Tags.All.Select(tag => tag.Name),
            .. Telemetry.Activities.Select(activity => activity.Name),
        ];
        Assert.All(all, name => Assert.Matches(Name(), name));
        Assert.All(names, name => Assert.StartsWith("holdfast.", name, StringComparison.Ordinal));
        Assert.All(
            Telemetry.Tags.All,
            tag => Assert.NotEqual(
                tag.IsStandard, tag.Name.StartsWith("holdfast.", StringComparison.Ordinal)));
        Assert.All(Telemetry.Instruments, one =>
        {
            Assert.Matches(Unit(), one.Unit);
            Assert.All(one.Tags, tag => Assert.Contains(
                Telemetry.Tags.All, known => known.Name == tag));
            Assert.DoesNotContain("seconds", one.Name, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_instrument_and_constant_is_listed()
    {
        var fields = typeof(Telemetry).GetFields()
            .Select(field => field.GetValue(null)).OfType<Telemetry.Instrument>();
        Assert.Equal(fields, Telemetry.Instruments);
        var tags = typeof(Telemetry.Tags).GetFields().Select(field => (string)field.GetValue(null)!);
        Assert.Equal(tags, Telemetry.Tags.All.Select(tag => tag.Name));
    }

    [Fact]
    public void A_takeover_is_measured_by_steps_report_and_state()
    {
        var world = new ClusterWorld().Start(0).Start(1);
        var reports = new ClusterReports(world);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        var before = reports.Steps.Count;
        world.Crash(0);
        world.Run(10);

        var numbers = reports.Steps.Skip(before).SelectMany(one => Telemetry.Of(one.Step)).ToList();
        Assert.Equal("synced", Assert.Single(Of(Telemetry.ReignsBegun)).Labels[0].Value);
        Assert.Equal(
            ["add"], Of(Telemetry.RouteChanges).Select(one => one.Labels[0].Value));
        Assert.Equal(
            reports.Steps.Skip(before).Sum(one => one.Step.Hops.Count),
            Of(Telemetry.Decisions).Sum(one => one.Value));
        Assert.Contains(
            Of(Telemetry.Decisions),
            one => one.Labels[1].Value == "RFC 2281 §5.7"
                && one.Labels[2].Value == "c, Active timer");
        Assert.Equal(
            world.Now - reports.Closed[^1].Phases[0].From,
            world.Now - Telemetry.SpansOf(reports.Closed[^1])[0].From);
        Assert.Equal(
            Telemetry.Activities.Select(activity => activity.Name),
            Telemetry.SpansOf(reports.Closed[^1]).Select(span => span.Name));

        var told = Telemetry.Of(reports.Closed[^1]);
        Assert.Equal(3, told.Single(one => one.Instrument == Telemetry.OutageDuration).Value);
        var moon = world[1]!;
        var gauges = Telemetry.Of(moon.Config, moon.State, world.Now);
        Assert.Equal(1, gauges.Single(one => one.Instrument == Telemetry.Reigning).Value);
        Assert.Equal(1, gauges.Single(one => one.Instrument == Telemetry.ChildSas).Value);
        Assert.Equal(0, gauges.Single(one => one.Instrument == Telemetry.SyncedStandbys).Value);

        IEnumerable<Telemetry.Measurement> Of(Telemetry.Instrument instrument) =>
            numbers.Where(one => one.Instrument == instrument);
    }

    [Fact]
    public void What_is_said_of_tokens_redirects_and_NHRP_is_counted()
    {
        var world = new ClusterWorld(ClusterSettings.WithAll).Start(0).Start(1);
        world.Run(20);
        world.Establish(0, IkeTraits.MessageIdSync | IkeTraits.FollowsRedirects);
        world.Run(1);
        var numbers = new List<Telemetry.Measurement>();
        world.OnStep = (host, before, input) =>
        {
            ClusterMember.Step(host.Config, before, world.Now, input, out var told);
            numbers.AddRange(Telemetry.Of(told));
        };
        Say("an IKE SA is born", "the peer gives a token", "a request of a lost SA");
        world.Run(1);
        Say(
            "asked while the others are off", "a client greets",
            "a client greets that belongs elsewhere", "a spoke registers", "a spoke asks",
            "a packet passes the hub", "the hub accepts", "the hub tells of a shorter way",
            "the far end is resolved", "the peer shows its token");

        Assert.Equal(
            ["receive/given", "receive/shown", "transmit/given"], Of(Telemetry.QcdTokens));
        Assert.Equal(["ask_again", "reveal"], Of(Telemetry.QcdAnswers));
        Assert.Equal(["go_on", "redirect_in_init"], Of(Telemetry.Redirects));
        Assert.Equal(
            [
                "receive/nhrp_registration/accepted", "receive/nhrp_server/asks",
                "receive/nhrp_server/registers", "receive/nhrp_shortcut/redirected",
                "receive/nhrp_shortcut/resolved", "transmit/nhrp_server/accept",
                "transmit/nhrp_server/no_binding", "transmit/nhrp_shortcut/send_purge",
                "transmit/nhrp_shortcut/send_request",
            ],
            Of(Telemetry.NhrpMessages));
        Assert.Contains("hub_usable", Of(Telemetry.NhrpChanges));
        Assert.Contains("install", Of(Telemetry.NhrpChanges));
        Assert.Contains("token_taker/forget", Of(Telemetry.QcdChanges));

        IEnumerable<string> Of(Telemetry.Instrument instrument) => numbers
            .Where(one => one.Instrument == instrument)
            .Select(one => string.Join('/', one.Labels.Select(label => label.Value)))
            .Distinct().Order(StringComparer.Ordinal);

        void Say(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                var alice = world[0]!;
                world.Do(0, ClusterMember.Machine.Alphabet.Single(letter => letter.Name == name)
                    .Make(alice.Config, alice.State));
                world.Settle();
            }
        }
    }

    [Fact]
    public void Spokes_shortcuts_and_questions_are_gauges()
    {
        var world = new ClusterWorld(ClusterSettings.WithAll).Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        var far = HostAddress.Parse("10.8.0.1");
        var outside = HostAddress.Parse("192.0.2.77");
        world.Do(0, new ClusterMember.Input.AtHub(new NhrpServer.Input.Registers(
            1, far, outside, TimeSpan.FromMinutes(5))));
        world.Do(0, new ClusterMember.Input.AtShortcut(far, new NhrpShortcut.Input.Redirected()));
        Assert.Equal((1, 0), (Shown(Telemetry.NhrpSpokes), Shown(Telemetry.NhrpShortcuts)));

        world.Do(0, new ClusterMember.Input.AtShortcut(far, new NhrpShortcut.Input.Resolved(
            1, new(far, 32, outside), TimeSpan.FromMinutes(5))));
        Assert.Equal((1, 1), (Shown(Telemetry.NhrpSpokes), Shown(Telemetry.NhrpShortcuts)));
        Assert.Equal(0, Shown(Telemetry.QcdQuestions));

        world.Do(0, ClusterMember.Machine.Alphabet
            .Single(letter => letter.Name == "a request of a lost SA")
            .Make(world[0]!.Config, world[0]!.State));
        Assert.Equal(1, Shown(Telemetry.QcdQuestions));

        double Shown(Telemetry.Instrument instrument) =>
            Telemetry.Of(world[0]!.Config, world[0]!.State, world.Now)
                .Single(one => one.Instrument == instrument).Value;
    }

    [Fact]
    public void What_leases_have_left_is_said_of_the_SA_with_the_fewest_and_of_those_without()
    {
        var used = SequenceLease.New(extended: true).Renew(3);
        Assert.True(used.TryTake(out _, out used));
        var numbers = Telemetry.Of(
            [used, SequenceLease.New(extended: false).Renew(100), SequenceLease.New(true)],
            [InboundFloor.New(0).Raise(8).Accept(3), InboundFloor.New(4).Raise(2).Accept(4)]);

        Assert.Equal(
            [
                (Telemetry.LeaseLeft, "transmit", 0), (Telemetry.LeaseLeft, "receive", 0),
                (Telemetry.LeasesUsedUp, "transmit", 1), (Telemetry.LeasesUsedUp, "receive", 1),
            ],
            numbers.Select(one => (one.Instrument, one.Labels[0].Value, one.Value)));
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*([.][a-z][a-z0-9]*(_[a-z0-9]+)*)+$")]
    private static partial Regex Name();

    [GeneratedRegex("^(1|s|[{][a-z_]+[}])$")]
    private static partial Regex Unit();

    private static string PathOf([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "..", "docs", "telemetry.md"));
}
