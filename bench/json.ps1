# Dot-sourced by bench.ps1: JSON without cmdlets that Gelf.Shell does not have.

$null = [Reflection.Assembly]::Load('System.Text.Json')

function ConvertTo-JsonText {
    param($Value)
    $stream = [IO.MemoryStream]::new()
    $options = [Text.Json.JsonWriterOptions]::new()
    $options.Indented = $true
    $options.Encoder = [Text.Encodings.Web.JavaScriptEncoder]::UnsafeRelaxedJsonEscaping
    $writer = [Text.Json.Utf8JsonWriter]::new($stream, $options)
    Write-JsonValue $writer $Value
    $writer.Flush()
    [Text.Encoding]::UTF8.GetString($stream.ToArray())
}

function Write-JsonValue {
    param($Writer, $Value)
    if ($null -eq $Value) {
        $Writer.WriteNullValue()
    }
    elseif ($Value -is [bool]) {
        $Writer.WriteBooleanValue($Value)
    }
    elseif ($Value -is [int] -or $Value -is [long]) {
        $Writer.WriteNumberValue([long] $Value)
    }
    elseif ($Value -is [double]) {
        $Writer.WriteNumberValue([decimal] [Math]::Round($Value, 6))
    }
    elseif ($Value -is [Collections.IDictionary]) {
        $Writer.WriteStartObject()
        foreach ($key in $Value.Keys) {
            $Writer.WritePropertyName([string] $key)
            Write-JsonValue $Writer $Value[$key]
        }
        $Writer.WriteEndObject()
    }
    elseif ($Value -is [Collections.IEnumerable] -and $Value -isnot [string]) {
        $Writer.WriteStartArray()
        foreach ($item in $Value) {
            Write-JsonValue $Writer $item
        }
        $Writer.WriteEndArray()
    }
    else {
        $Writer.WriteStringValue([string] $Value)
    }
}
