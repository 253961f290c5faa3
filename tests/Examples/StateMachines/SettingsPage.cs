using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>
/// docs/settings.md: each time and number that a machine can be set to, with the least and the most
/// that stands. HOLDFAST_UPDATE_GOLDENS=1 writes it, for a review.
/// </summary>
public sealed class SettingsPage
{
    private const string Head = """
        # Settings

        Times and numbers of each machine: what each is by itself, and the least and the most that
        stands while all others are what they are by themselves. What lies beyond is refused
        before anything starts, by an error that says which setting to change, and to what. An
        empty bound is that of the type. Made by `SettingsPage` from what the machines take; what
        each setting is for stands at its property.

        """;

    [Fact]
    public void The_page_is_what_machines_take_and_refuse()
    {
        var page = Page();
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(PathOf(), page);
        }

        Assert.Equal(File.ReadAllText(PathOf()), page, ignoreLineEndingDifferences: true);
    }

    /// <summary>
    /// What is wrong has to be told in words in which people can act: with the bound that it
    /// passed, or, where that is made of other settings, in any.
    /// </summary>
    [Fact]
    public void What_lies_beyond_a_bound_is_told_with_the_bound_and_the_way_back()
    {
        var plain = 0;
        foreach (var one in Checked.All.SelectMany(all => all.Numbers))
        {
            foreach (var (wrong, bound, word, verb) in new[]
            {
                (one.Beyond(one.Least, -1), one.Least, "at least", "raise"),
                (one.Beyond(one.Most, 1), one.Most, "at most", "lower"),
            })
            {
                if (wrong is { } value)
                {
                    var error = Assert.NotNull(one.Of.Wrong(one.Of.With(one.Name, value)));
                    var limit = one.Text(bound);
                    var isPlain = error.Name == one.Name
                        && error.Bound.StartsWith("at ", StringComparison.Ordinal);
                    Assert.Equal(
                        isPlain
                            ? new(
                                one.Name, one.Text(value), $"{word} {limit}",
                                $"{verb} {one.Name} to {limit}")
                            : error,
                        error);
                    Assert.All(
                        [error.Name, error.Given, error.Bound, error.Change], Assert.NotEmpty);
                    plain += isPlain ? 1 : 0;
                }
            }
        }

        Assert.True(plain > 150, $"{plain}");
    }

    /// <summary>
    /// Who mends one setting after the other goes through them once: of two that cannot stand the
    /// one is told whose property is declared first, unless its bound is made of the other one.
    /// </summary>
    [Fact]
    public void Of_two_wrong_settings_the_one_that_is_declared_first_is_told()
    {
        var others = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var all in Checked.All)
        {
            foreach (var (at, first) in all.Numbers.Index())
            {
                foreach (var second in all.Numbers[(at + 1)..])
                {
                    foreach (var (one, other) in first.Wrongs.SelectMany(
                        one => second.Wrongs.Select(other => (one, other))))
                    {
                        var error = Assert.NotNull(all.Wrong(
                            all.With(first.Name, one, second.Name, other)));
                        if (error.Name != first.Name)
                        {
                            others.Add($"{all.Title}: {error.Name} before {first.Name}");
                        }
                    }
                }
            }
        }

        Assert.Equal(
            [
                "NhrpServer: PurgeSendsMax before PurgeRetryAfter",
                "NhrpShortcut: HoldingTimeMax before RefreshBefore",
                "NhrpShortcut: PurgeSendsMax before PurgeRetryAfter",
                "SaReplication: DetectWithin before SyncedFor",
                "SaReplication: OpenMax before TailMax",
            ],
            others);
    }

    private static string Page()
    {
        var page = new StringBuilder(Head);
        foreach (var one in Checked.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {one.Title}\n\n")
                .Append("| setting | by itself | least | most |\n|---|---:|---:|---:|\n");
            foreach (var number in one.Numbers)
            {
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{number.Name}` | {number.Text(number.Now)} | {number.Bound(-1)} "
                    + $"| {number.Bound(1)} |\n");
            }
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    private static string PathOf([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "settings.md"));

    /// <summary>Settings that some TryCreate checks, and that stand by themselves: not those that
    /// lack something, or that are made of the settings of other machines.</summary>
    private sealed class Checked
    {
        private readonly MethodInfo _tryCreate;
        private readonly object _settings;

        private Checked(MethodInfo tryCreate, Type settings)
        {
            _tryCreate = tryCreate;
            _settings = Activator.CreateInstance(settings)!;
            Title = settings.DeclaringType!.Name;
            Numbers = Wrong(_settings) is not null
                ? []
                :
                [
                    .. settings.GetProperties().Where(Number.Is)
                        .Select(property => new Number(this, property, _settings)),
                ];
        }

        public static Checked[] All { get; } =
        [
            .. typeof(Reason).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
                .Where(method => method.Name == "TryCreate"
                    && method.GetParameters() is [{ ParameterType: { Name: "Settings" } of }, _, _]
                    && of.GetConstructor(Type.EmptyTypes) is not null
                    && of.GetProperties().All(property => !property.IsDefined(
                        typeof(RequiredMemberAttribute))))
                .Select(method => new Checked(method, method.GetParameters()[0].ParameterType))
                .Where(one => one.Numbers.Length > 0)
                .OrderBy(one => one.Title, StringComparer.Ordinal),
        ];

        public string Title { get; }

        public Number[] Numbers { get; }

        /// <summary>What is told of settings; null: they stand.</summary>
        public ConfigError? Wrong(object settings)
        {
            object?[] arguments = [settings, null, null];
            var stands = (bool)_tryCreate.Invoke(null, arguments)!;
            Assert.Equal(stands, arguments[1] is not null);
            return stands ? null : (ConfigError)arguments[2]!;
        }

        public object With(string name, BigInteger value) => With(_settings, name, value);

        public object With(string name, BigInteger value, string other, BigInteger its) =>
            With(With(_settings, name, value), other, its);

        private static object With(object settings, string name, BigInteger value)
        {
            var copy = settings.GetType().GetMethod("<Clone>$")!.Invoke(settings, null)!;
            var property = copy.GetType().GetProperty(name)!;
            property.SetValue(copy, Number.As(property.PropertyType, value));
            return copy;
        }
    }

    /// <summary>A setting that is a time or a whole number.</summary>
    private sealed class Number
    {
        // Sums of times stay far from overflow.
        private static readonly TimeSpan Eternity = TimeSpan.FromDays(100_000);

        private static readonly Dictionary<Type, (BigInteger Least, BigInteger Most)> Ranges = new()
        {
            [typeof(byte)] = (byte.MinValue, byte.MaxValue),
            [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
            [typeof(int)] = (int.MinValue, int.MaxValue),
            [typeof(uint)] = (uint.MinValue, uint.MaxValue),
            [typeof(long)] = (long.MinValue, long.MaxValue),
            [typeof(ulong)] = (ulong.MinValue, ulong.MaxValue),
            [typeof(TimeSpan)] = (-Eternity.Ticks, Eternity.Ticks),
        };

        private readonly Type _type;

        public Number(Checked of, PropertyInfo property, object settings)
        {
            (Of, Name, _type) = (of, property.Name, property.PropertyType);
            Now = property.GetValue(settings) is TimeSpan time
                ? time.Ticks
                : BigInteger.Parse($"{property.GetValue(settings)}", CultureInfo.InvariantCulture);
            Least = Last(Ranges[_type].Least);
            Most = Last(Ranges[_type].Most);
        }

        public Checked Of { get; }

        public string Name { get; }

        public BigInteger Now { get; }

        /// <summary>The least that stands, if between it and what is set all does.</summary>
        public BigInteger Least { get; }

        public BigInteger Most { get; }

        public static bool Is(PropertyInfo property) =>
            Ranges.ContainsKey(property.PropertyType) && property.SetMethod is not null;

        public static object As(Type type, BigInteger value) => type == typeof(TimeSpan)
            ? TimeSpan.FromTicks((long)value)
            : Convert.ChangeType(
                type == typeof(ulong) ? (object)(ulong)value : (long)value, type,
                CultureInfo.InvariantCulture);

        /// <summary>The first value beyond a bound, if the type has one.</summary>
        public BigInteger? Beyond(BigInteger bound, int by) =>
            bound == (by < 0 ? Ranges[_type].Least : Ranges[_type].Most) ? null : bound + by;

        /// <summary>The first value beyond each bound that is told by the setting's own name.
        /// </summary>
        public IEnumerable<BigInteger> Wrongs => new[] { Beyond(Least, -1), Beyond(Most, 1) }
            .OfType<BigInteger>()
            .Where(value => Of.Wrong(Of.With(Name, value))?.Name == Name);

        /// <summary>A bound, for people: empty where any value stands.</summary>
        public string Bound(int by)
        {
            var bound = by < 0 ? Least : Most;
            return Beyond(bound, by) is null ? "" : Text(bound);
        }

        public string Text(BigInteger value) => _type == typeof(TimeSpan)
            ? ConfigError.Text(TimeSpan.FromTicks((long)value))
            : value.ToString(CultureInfo.InvariantCulture);

        // Halves what lies between the last value that stands and the first that does not.
        private BigInteger Last(BigInteger end)
        {
            if (Stands(end))
            {
                return end;
            }

            var (good, bad) = (Now, end);
            while (BigInteger.Abs(bad - good) > 1)
            {
                var middle = (good + bad) / 2;
                (good, bad) = Stands(middle) ? (middle, bad) : (good, middle);
            }

            return good;
        }

        private bool Stands(BigInteger value) => Of.Wrong(Of.With(Name, value)) is null;
    }
}
