using System.Globalization;
using System.Text;
using Holdfast.Simulation.Explorer;

namespace Holdfast.Simulation.Promela;

/// <summary>
/// A world in Promela: what may happen is said here once more, in another language than the
/// explorer's; what each machine does by itself is looked up in tables. One pass of the loop is one
/// event, so Spin stores the states that the explorer counts, and no other ones.
/// </summary>
internal static class PromelaText
{
    // Spin takes no calls inside c_expr, so what asks is a macro.
    private const string Asking = """
        #define BROKEN(mask) ((bits[now.slot[ENV]] & (mask)) != 0)
        #define HERE(m) (!BROKEN(members[m].gone))
        #define DUE(m) (HERE(m) && members[m].due[now.slot[m]])
        #define TICK(m, w) (members[m].tick_at[now.slot[m]] + (w))
        #define MAY_TICK(m, w) (DUE(m) && TICK(m, w) < members[m].tick_at[now.slot[m] + 1])
        #define LATER(m) (members[m].later[now.slot[m]])
        #define READY(s, w) (ready_at[now.slot[s]] + (w))
        #define MAY_ARRIVE(m, s, w) (HERE(m) && READY(s, w) < ready_at[now.slot[s] + 1])
        #define MUST_ARRIVE(m, s) (urgent[now.slot[s]] && HERE(m))
        #define LOST(s, w) (lost_at[now.slot[s]] + (w))
        #define MAY_BE_LOST(s, w) (LOST(s, w) < lost_at[now.slot[s] + 1])
        #define STEP(m, in) find(members[m].step_at, members[m].step_in, now.slot[m], in)
        #define AFTER_RULE(r) (env_rule[now.slot[ENV] * RULES + (r)])

        """;

    private const string Hearing = """
        hidden int who, input, found, out, k, n, where, head, tail;
        hidden int to[QUEUE];
        hidden int taken[QUEUE];

        /* Who takes the step that was found, and puts out what belongs to it. */
        inline take()
        {
            assert(found >= 0);
            c_code {
                out = members[who].out[found];
                now.slot[who] = members[who].next[found];
                k = members[who].send_at[out];
                n = members[who].send_at[out + 1];
            };
            do
            :: k < n ->
                if
                :: c_expr { BROKEN(members[who].send_mask[k]) } -> skip
                :: else ->
                    c_code {
                        where = members[who].send_slot[k];
                        input = members[who].send_in[k];
                    };
                    if
                    :: where >= 0 ->
                        c_code { found = find(put_at, put_in, now.slot[where], input); };
                        assert(found >= 0);
                        c_code { now.slot[where] = put_to[found]; }
                    :: else ->
                        assert(tail < QUEUE);
                        c_code { to[tail] = members[who].send_to[k]; };
                        taken[tail] = input;
                        tail++
                    fi
                fi;
                k++
            :: else -> break
            od
        }

        /* Somebody takes an input. */
        inline hear()
        {
            c_code { found = STEP(who, input); };
            take()
        }

        /* Everybody hears at once, in the order in which it was said. */
        inline answer()
        {
            do
            :: head < tail ->
                who = to[head];
                input = taken[head];
                head++;
                hear()
            :: else -> break
            od;
            head = 0;
            tail = 0
        }


        """;

    // What one event makes others hear at once; more ends Spin's search by an error.
    private const int QueueMax = 256;

    /// <summary>The model and its tables.</summary>
    public static PromelaModel Of(string name, WorldTables tables) =>
        new(name, Model(name, tables), TableText.Of(tables));

    private static string Model(string name, WorldTables tables)
    {
        var text = new StringBuilder();
        Line(text, $"/* {name}: every event is one pass of the loop below. Try");
        Line(text, $"     spin -a {name}.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m1000000");
        Line(text, $"   and compare \"states, stored\" with what holdfast prove {name} counts. */");
        Line(text, $"#define ENV {tables.Start.Length - 1}");
        Line(text, $"#define RULES {tables.Rules.Length}");
        Line(text, $"#define QUEUE {QueueMax}");
        text.Append(Asking);
        Line(text, $"c_decl {{\n    \\#include \"{PromelaModel.TablesFileOf(name)}\"\n}};");
        Line(text, $"int slot[{tables.Start.Length}] = {{ {string.Join(", ", tables.Start)} }};");
        text.Append(Hearing);
        text.Append("active proctype world()\n{\n    do\n");
        Ticks(text, tables);
        Deliveries(text, tables);
        Time(text, tables);
        Changes(text, tables);
        text.Append("    od\n}\n");
        return text.ToString();
    }

    private static void Ticks(StringBuilder text, WorldTables tables)
    {
        for (var member = 0; member < tables.Members.Length; member++)
        {
            var most = tables.Members[member].States.Max(one => one.Ticks.Length);
            for (var which = 0; which < most; which++)
            {
                Line(text, $"    :: d_step {{ c_expr {{ MAY_TICK({member}, {which}) }} ->");
                Line(text, $"        c_code {{ found = TICK({member}, {which}); }};");
                Line(text, $"        who = {member}; take(); answer() }}");
            }
        }
    }

    private static void Deliveries(StringBuilder text, WorldTables tables)
    {
        for (var way = 0; way < tables.Ways.Length; way++)
        {
            var slot = tables.Members.Length + way;
            var to = tables.Ways[way].To;
            for (var at = 0; at < tables.Contents.Max(one => one.Ready.Length); at++)
            {
                var takes = $"who = {to}; hear(); answer() }}";
                Line(text, $"    :: d_step {{ c_expr {{ MAY_ARRIVE({to}, {slot}, {at}) }} ->");
                Line(text, $"        c_code {{ found = READY({slot}, {at}); }};");
                Line(text, $"        c_code {{ input = ready_in[found]; }};");
                Line(text, $"        c_code {{ now.slot[{slot}] = ready_left[found]; }};");
                Line(text, $"        {takes}");
                Line(text, $"    :: d_step {{ c_expr {{ MAY_ARRIVE({to}, {slot}, {at})");
                Line(text, $"            && env_doubling[now.slot[ENV]] >= 0 }} ->");
                Line(text, $"        c_code {{ input = ready_in[READY({slot}, {at})]; }};");
                Line(text, $"        c_code {{ now.slot[ENV] = env_doubling[now.slot[ENV]]; }};");
                Line(text, $"        {takes}");
            }

            for (var at = 0; at < tables.Contents.Max(one => one.All.Length); at++)
            {
                Line(text, $"    :: d_step {{ c_expr {{ MAY_BE_LOST({slot}, {at})");
                Line(text, $"            && env_loss[now.slot[ENV]] >= 0 }} ->");
                Line(text, $"        c_code {{ found = LOST({slot}, {at}); }};");
                Line(text, $"        c_code {{ now.slot[{slot}] = lost_left[found]; }};");
                Line(text, $"        c_code {{ now.slot[ENV] = env_loss[now.slot[ENV]]; }} }}");
            }
        }
    }

    /// <summary>A unit of time, when nothing is due.</summary>
    private static void Time(StringBuilder text, WorldTables tables)
    {
        var members = Enumerable.Range(0, tables.Members.Length).ToList();
        List<(int To, int Slot)> ways =
            [.. tables.Ways.Select((way, at) => (way.To, tables.Members.Length + at))];
        List<string> rests =
        [
            .. members.Select(one => $"!DUE({one})"),
            .. ways.Select(way => $"!MUST_ARRIVE({way.To}, {way.Slot})"),
        ];
        Line(text, $"    :: d_step {{ c_expr {{ {string.Join("\n            && ", rests)} }} ->");
        foreach (var one in members)
        {
            Line(text, $"        if");
            Line(text, $"        :: c_expr {{ HERE({one}) }} ->");
            Line(text, $"            c_code {{ now.slot[{one}] = LATER({one}); }};");
            Line(text, $"            assert(slot[{one}] >= 0)");
            Line(text, $"        :: else -> skip");
            Line(text, $"        fi;");
        }

        foreach (var (_, slot) in ways)
        {
            Line(text, $"        c_code {{ now.slot[{slot}] = content_ages[now.slot[{slot}]]; }};");
            Line(text, $"        assert(slot[{slot}] >= 0);");
        }

        Line(text, $"        c_code {{ now.slot[ENV] = env_later[now.slot[ENV]]; }};");
        Line(text, $"        assert(slot[ENV] >= 0) }}");
    }

    /// <summary>What breaks, and what is mended.</summary>
    private static void Changes(StringBuilder text, WorldTables tables)
    {
        for (var rule = 0; rule < tables.Rules.Length; rule++)
        {
            Line(text, $"    :: d_step {{ c_expr {{ AFTER_RULE({rule}) >= 0 }} ->");
            Line(text, $"        c_code {{ now.slot[ENV] = AFTER_RULE({rule}); }};");
            foreach (var (member, input, unless) in tables.Rules[rule])
            {
                if (input < 0)
                {
                    Line(text, $"        slot[{member}] = {tables.Members[member].Initial};");
                    continue;
                }

                Line(text, $"        if");
                Line(text, $"        :: c_expr {{ BROKEN({unless}ull) }} -> skip");
                Line(text, $"        :: else -> who = {member}; input = {input}; hear(); answer()");
                Line(text, $"        fi;");
            }

            Line(text, $"        skip }}");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
