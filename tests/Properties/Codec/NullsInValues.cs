using System.Collections;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>A null where a value says there is none is refused when it is written.</summary>
public sealed class NullsInValues
{
    private const int Runs = 20;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void A_null_part_is_missing_and_never_thrown(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            foreach (var fidelity in Enum.GetValues<Fidelity>())
            {
                var value = entry.MustRead(sample.Octets, sample.WireFacts, fidelity);
                foreach (var (broken, path) in Broken(value))
                {
                    var isWritten = broken.TryWrite(
                        new byte[sample.Octets.Length + 64], sample.Scope(), out _, out var error);
                    Assert.False(isWritten, path);

                    // A part that is smaller for its null may be refused for its size first.
                    var field = entry.Schema.Fields.FirstOrDefault(
                        one => path.Split(' ')[^1] == one.Name)?.Label;
                    Assert.True(
                        path.Contains(" in ") || error == new EncodeError(
                            EncodeFault.Missing, field ?? sample.Tree.Case),
                        $"{path}: {error}");
                    Assert.InRange(broken.SizeOf(), 0, sample.Octets.Length + 64);
                }
            }
        });
    }

    [Fact]
    public void The_made_up_types_have_every_kind_of_part_that_can_be_null()
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in (IEnumerable<object[]>)WireTypes.Subjects)
        {
            var subject = (Subject)row[0];
            for (var seed = 0; seed < 8; seed++)
            {
                var sample = WireFormats.Samples(subject.Entry)(
                    new Choices(Choices.FromSeed(seed, 512)));
                var value = subject.Entry.MustRead(
                    sample.Octets, sample.WireFacts, Fidelity.Canonical);
                paths.UnionWith(Broken(value).Select(one => one.Path.Split(' ')[0]));
            }
        }

        Assert.Equal(["case", "element", "part"], paths.Order(StringComparer.Ordinal));
    }

    // The value with each of its parts null, and those of its parts.
    private static IEnumerable<(IWireValue Value, string Path)> Broken(IWireValue value)
    {
        foreach (var property in value.GetType().GetProperties()
            .Where(one => one.SetMethod is not null && one.GetValue(value) is not null))
        {
            var held = property.GetValue(value)!;
            if (held is IWireValue part)
            {
                if (!IsOptional(property))
                {
                    var kind = property.DeclaringType!.IsNested ? "case" : "part";
                    yield return (With(value, property, null), $"{kind} {property.Name}");
                }

                foreach (var (broken, path) in Broken(part))
                {
                    yield return (With(value, property, broken), $"{path} in {property.Name}");
                }
            }
            else if (held is IEnumerable list && Element(property.PropertyType) is { } element
                && list.Cast<object>().Any())
            {
                foreach (var index in new[] { 0, list.Cast<object>().Count() - 1 })
                {
                    yield return (
                        With(value, property, WithNull(list, element, index)),
                        $"element {index} of {property.Name}");
                }
            }
        }
    }

    private static bool IsOptional(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    // T of Items<T> where T is a value of a wire type.
    private static Type? Element(Type type)
    {
        var list = Nullable.GetUnderlyingType(type) ?? type;
        return list.IsGenericType && list.GetGenericTypeDefinition() == typeof(Items<>)
            && list.GenericTypeArguments[0].IsAssignableTo(typeof(IWireValue))
                ? list.GenericTypeArguments[0]
                : null;
    }

    private static object WithNull(IEnumerable list, Type element, int index)
    {
        var items = list.Cast<object>().ToArray();
        var array = Array.CreateInstance(element, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            array.SetValue(i == index ? null : items[i], i);
        }

        return Activator.CreateInstance(
            typeof(Items<>).MakeGenericType(element),
            BindingFlags.Instance | BindingFlags.NonPublic, null, [array], null)!;
    }

    private static IWireValue With(IWireValue value, PropertyInfo property, object? part)
    {
        var copy = value.GetType().GetMethod("<Clone>$")!.Invoke(value, null)!;
        property.SetValue(copy, part);
        return (IWireValue)copy;
    }
}
