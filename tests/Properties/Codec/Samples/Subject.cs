using Holdfast.Codec.Schemas;
using Xunit.Abstractions;

namespace Holdfast.Tests.Properties.Codec.Samples;

/// <summary>The wire type that a law is about; a test run knows it by its name.</summary>
public sealed class Subject : IXunitSerializable
{
    private string _name = "";

    /// <summary>For the test run, which fills it.</summary>
    public Subject()
    {
    }

    /// <summary>A subject.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="entry">The type, or a broken one that goes by its name.</param>
    public Subject(string name, WireEntry entry)
    {
        _name = name;
        Entry = entry;
    }

    /// <summary>The type as data and functions.</summary>
    public WireEntry Entry { get; private set; } = null!;

    /// <inheritdoc/>
    public void Deserialize(IXunitSerializationInfo info)
    {
        _name = info.GetValue<string>("name");
        Entry = WireTypes.Of(_name);
    }

    /// <inheritdoc/>
    public void Serialize(IXunitSerializationInfo info) => info.AddValue("name", _name);

    /// <inheritdoc/>
    public override string ToString() => _name;
}
