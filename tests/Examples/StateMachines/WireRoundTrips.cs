using System.Reflection;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>
/// Every output of every machine: one that is a message is written by Protocol, read from its
/// octets, and is to the machine that receives it the input that was meant. The cases are those that
/// reflection finds, so that a new one needs a row here.
/// </summary>
public sealed class WireRoundTrips
{
    /// <summary>The machines, by their values.</summary>
    private static readonly Type[] Machines =
    [
        .. typeof(Machine<,,,>).Assembly.GetExportedTypes().Where(type => type
            .GetProperty("Machine", BindingFlags.Public | BindingFlags.Static)
            ?.PropertyType is { IsGenericType: true } value
            && value.GetGenericTypeDefinition() == typeof(Machine<,,,>)),
    ];

    private static readonly Items<WireRow> Rows =
    [
        .. WireRows.OfIke, .. WireRows.OfPaths, .. WireRows.OfRouters, .. WireRows.OfMembers,
    ];

    public static TheoryData<string> Messages =>
        [.. Rows.Where(row => row.Travel is not null).Select(row => row.Name)];

    [Fact]
    public void Every_output_of_every_machine_has_one_row()
    {
        Assert.True(Machines.Length >= 24, $"{Machines.Length} machines");
        Assert.Equal(
            Machines.SelectMany(CasesOf).Select(WireRow.NameOf).Order(StringComparer.Ordinal),
            Rows.Select(row => row.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Whatever_is_no_message_says_why() => Assert.All(
        Rows.Where(row => row.Travel is null), row => Assert.NotEmpty(row.Why));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_taken_as_it_was_meant(string output)
    {
        foreach (var (meant, taken) in Rows.Single(row => row.Name == output).Travel!())
        {
            Assert.NotNull(taken);
            Assert.Equal(meant, taken);
        }
    }

    [Fact]
    public void Members_say_every_message_and_every_change_in_these_rows()
    {
        Assert.Equal(Names(typeof(SyncMessage)), WireRows.Messages.Select(NameOf).Order());
        Assert.Equal(Names(typeof(Change)), WireRows.Changes.Select(NameOf).Order());
        Assert.Equal(
            typeof(IRow).Assembly.GetExportedTypes()
                .Where(type => type.IsAssignableTo(typeof(IRow)) && type != typeof(IRow)
                    && type.Namespace == typeof(IRow).Namespace
                    && type != typeof(Entry) && type != typeof(ChildUse))
                .Select(type => type.Name).Order(),
            WireRows.Messages.OfType<SyncMessage.SnapshotPart>().Single().Rows
                .Select(NameOf).Order());

        static IEnumerable<string> Names(Type sum) => sum.GetNestedTypes()
            .Where(type => type.IsAssignableTo(sum)).Select(type => type.Name).Order();

        static string NameOf(object value) => value.GetType().Name;
    }

    private static IEnumerable<Type> CasesOf(Type machine)
    {
        var outputs = machine.GetProperty("Machine")!.PropertyType.GetGenericArguments()[3];
        return outputs.GetNestedTypes(BindingFlags.Public)
            .Where(type => type.IsAssignableTo(outputs));
    }
}

/// <summary>What an output is on the wire.</summary>
/// <param name="Output">The case.</param>
/// <param name="Why">Why it is no message; empty: it is one.</param>
/// <param name="Travel">
/// What was meant, and what the receiver takes it for, for some values of it; null: it is none.
/// </param>
internal sealed record WireRow(
    Type Output, string Why, Func<IEnumerable<(object? Meant, object? Taken)>>? Travel)
{
    public string Name => NameOf(Output);

    /// <summary>Machine and case: "TokenMaker.Reveal".</summary>
    public static string NameOf(Type output) =>
        $"{output.DeclaringType!.DeclaringType!.Name}.{output.Name}";

    /// <summary>A message.</summary>
    public static WireRow Sends<T>(params Func<(object? Meant, object? Taken)>[] travels) =>
        new(typeof(T), "", () => travels.Select(travel => travel()));

    /// <summary>No message.</summary>
    public static WireRow Does<T>(string why) => new(typeof(T), why, null);
}
