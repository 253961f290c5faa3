using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>RFC 2281 §5.7: the table, and that a step does what its cell says.</summary>
public sealed class Rfc2281_5_7_StateTransitions
{
    /// <summary>
    /// Columns 1 to 6: Initial, Learn, Listen, Speak, Standby, Active. A cell has the actions of
    /// §5.6 and the number of the next state. In row a, 2 without and 3 with a configured virtual
    /// address; in row h, what stands behind the bar when the router preempts.
    /// </summary>
    private const string Table = """
        a | AB/2|AB/3 ; -      ; -        ; -        ; -        ; -
        b | -         ; CD/1   ; CD/1     ; CD/1     ; CD/1     ; CDH/1
        c | -         ; -      ; AB/4     ; -        ; CDFI/6   ; -
        d | -         ; -      ; B/4      ; D/5      ; -        ; -
        e | -         ; -      ; -        ; F        ; F        ; F
        f | -         ; -      ; -        ; B/3      ; B/3      ; -
        g | -         ; EAB/3  ; EA       ; EA       ; EA       ; AB/4
        h | -         ; EAB/3  ; A|BGFI/6 ; A|BGFI/6 ; A|BGFI/6 ; G
        i | -         ; -      ; AB/4     ; A        ; CFI/6    ; -
        j | -         ; -      ; -        ; -        ; -        ; ABH/4
        k | -         ; -      ; B        ; B/3      ; B/3      ; B
        l | -         ; -      ; B/4      ; D/5      ; -        ; B
        """;

    /// <summary>The cells in which the repaired dialect differs.</summary>
    private static readonly Dictionary<(char Row, int Column), string> Repaired = new()
    {
        [('c', 4)] = "A",
        [('h', 6)] = "GI",
    };

    private static readonly Instant Now = At(10);
    private static readonly TimeSpan OwnHold = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HeardHold = TimeSpan.FromSeconds(20);
    private static readonly HostAddress Shared = HostAddress.Parse("10.0.0.254");

    public static TheoryData<Dialect, char, int, bool, bool> Cells
    {
        get
        {
            var cells = new TheoryData<Dialect, char, int, bool, bool>();
            foreach (var dialect in Enum.GetValues<Dialect>())
            {
                foreach (var row in "abcdefghijkl")
                {
                    for (var column = 1; column <= 6; column++)
                    {
                        foreach (var knows in (bool[])[false, true])
                        {
                            cells.Add(dialect, row, column, knows, false);
                            cells.Add(dialect, row, column, knows, true);
                        }
                    }
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    [Requirement("RFC2281-5.7-a")]
    public void Every_cell_of_the_table_is_what_a_step_does(
        Dialect dialect, char row, int column, bool knowsAddress, bool preempts)
    {
        var config = Configured(dialect, knowsAddress, preempts);
        var (actions, next) = CellOf(dialect, row, column, knowsAddress, preempts);
        var before = Before(column, row);
        var after = Step(config, before, Now, InputOf(row));

        Assert.Equal((Phase)(next - 1), after.State.Phase);
        Assert.Equal(
            Timer(actions, 'A', 'C', before.Timers.Active, row is 'g' or 'h', row == 'c'),
            after.State.Timers.Active);
        Assert.Equal(
            Timer(actions, 'B', 'D', before.Timers.Standby, row is 'k' or 'l', row == 'd'),
            after.State.Timers.Standby);
        Assert.Equal(
            actions.Contains('E') && !knowsAddress ? Shared : null,
            after.State.Learned?.VirtualAddress);
        Assert.Equal(
            Said(actions, column == 6, next == 6),
            after.Outputs.AsEnumerable().Select(output => output.GetType().Name));

        // Between Speak, Standby and Active the Hello timer goes on; elsewhere it does not run.
        Assert.Equal(next >= 4, after.State.Timers.Hello is not null);
    }

    /// <summary>docs/adr/0029: who is behind takes nobody's place, and who knows it keeps its own.
    /// </summary>
    [Theory]
    [InlineData(Dialect.Repaired, 'l', 3, false, "B/3")]
    [InlineData(Dialect.Repaired, 'l', 3, true, "B/4")]
    [InlineData(Dialect.Repaired, 'l', 4, false, "B/3")]
    [InlineData(Dialect.Repaired, 'l', 4, true, "D/5")]
    [InlineData(Dialect.Repaired, 'l', 5, false, "-/5")]
    [InlineData(Dialect.Repaired, 'f', 5, false, "B/3")]
    [InlineData(Dialect.Repaired, 'f', 5, true, "F/5")]
    [InlineData(Dialect.Repaired, 'k', 5, true, "B/3")]
    [InlineData(Dialect.Repaired, 'd', 3, false, "B/4")]
    [InlineData(Dialect.Repaired, 'c', 3, false, "AB/4")]
    [InlineData(Dialect.Rfc2281Literal, 'l', 3, false, "B/4")]
    [InlineData(Dialect.Rfc2281Literal, 'l', 4, false, "D/5")]
    [InlineData(Dialect.Rfc2281Literal, 'f', 5, true, "B/3")]
    public void Where_sync_counts_three_cells_of_the_repaired_dialect_differ(
        Dialect dialect, char row, int column, bool isSynced, string cell)
    {
        var config = Configured(dialect, knowsAddress: true, preempts: false, waits: true);
        var before = Before(column, row) with { IsSynced = isSynced };
        var after = Step(config, before, Now, InputOf(row));

        var (actions, next) = (cell.Split('/')[0], cell[^1] - '0');
        Assert.Equal((Phase)(next - 1), after.State.Phase);
        Assert.Equal(
            Timer(actions, 'B', 'D', before.Timers.Standby, row is 'k' or 'l', row == 'd'),
            after.State.Timers.Standby);
        Assert.Equal(
            Said(actions, false, false),
            after.Outputs.AsEnumerable().Select(output => output.GetType().Name));
    }

    [Fact]
    [Requirement("RFC2281-5.4-b")]
    public void A_hello_counts_from_the_hold_time_that_it_says()
    {
        var config = Configured(Dialect.Repaired, knowsAddress: true, preempts: false);
        var after = Step(config, Before(3, 'g'), Now, InputOf('g')).State;
        Assert.Equal(Now + HeardHold, after.Timers.Active);
    }

    private static (string Actions, int Next) CellOf(
        Dialect dialect, char row, int column, bool knowsAddress, bool preempts)
    {
        var line = Table.Split('\n').Single(line => line.StartsWith(row));
        var cell = line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..]
            .Split(';')[column - 1].Trim();
        if (dialect == Dialect.Repaired && Repaired.TryGetValue((row, column), out var repaired))
        {
            cell = repaired;
        }

        var choices = cell.Split('|');
        cell = choices[(row == 'a' ? knowsAddress : preempts) ? choices.Length - 1 : 0];
        var parts = cell.Split('/');
        return (
            parts[0] == "-" ? "" : parts[0],
            parts.Length == 2 ? int.Parse(parts[1]) : column);
    }

    private static Instant? Timer(
        string actions, char start, char stop, Instant? before, bool fromHello, bool hasExpired) =>
        actions.Contains(start) ? Now + (fromHello ? HeardHold : OwnHold)
        : actions.Contains(stop) || hasExpired ? null
        : before;

    private static IEnumerable<string> Said(string actions, bool wasActive, bool isActive)
    {
        if (wasActive && !isActive)
        {
            yield return nameof(Output.ReleaseVirtualMac);
        }

        if (actions.Contains('H'))
        {
            yield return nameof(Output.SendResign);
        }

        if (!wasActive && isActive)
        {
            yield return nameof(Output.ClaimVirtualMac);
        }

        if (actions.Contains('G'))
        {
            yield return nameof(Output.SendCoup);
        }

        if (actions.Contains('F'))
        {
            yield return nameof(Output.SendHello);
        }

        if (actions.Contains('I'))
        {
            yield return nameof(Output.AnnounceVirtualAddress);
        }
    }

    /// <summary>A state with timers that run; the one that the row is about is due.</summary>
    private static State Before(int column, char row) =>
        Initial(Configured(default, true, false), Now) with
        {
            Phase = (Phase)(column - 1),
            Timers = new(
                Active: row == 'c' ? Now : At(100),
                Standby: row == 'd' ? Now : At(200),
                Hello: column < 4 ? null : row == 'e' ? Now : At(150)),
        };

    private static Input InputOf(char row) => row switch
    {
        'a' => new Input.Enable(),
        'b' => new Input.Disable(),
        'c' or 'd' or 'e' => new Input.Tick(),
        'f' => new Input.Hello(Heard(200, Phase.Speak)),
        'g' => new Input.Hello(Heard(200, Phase.Active)),
        'h' => new Input.Hello(Heard(50, Phase.Active)),
        'i' => new Input.Resign(Heard(200, Phase.Active)),
        'j' => new Input.Coup(Heard(200, Phase.Active)),
        'k' => new Input.Hello(Heard(200, Phase.Standby)),
        _ => new Input.Hello(Heard(50, Phase.Standby)),
    };

    private static Message Heard(uint priority, Phase phase) => new(
        new(HostAddress.Parse("10.0.0.2"), priority), phase,
        TimeSpan.FromSeconds(6), HeardHold, Shared);

    private static Config Configured(
        Dialect dialect, bool knowsAddress, bool preempts, bool waits = false) =>
        Config.TryCreate(
            new()
            {
                Dialect = dialect,
                Address = HostAddress.Parse("10.0.0.1"),
                VirtualAddress = knowsAddress ? Shared : null,
                HelloTime = TimeSpan.FromSeconds(3),
                HoldTime = OwnHold,
                Preempt = preempts,
                PreemptWhenSynced = waits,
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    private static Instant At(long seconds) => Instant.FromMilliseconds(1_000 * seconds);
}
