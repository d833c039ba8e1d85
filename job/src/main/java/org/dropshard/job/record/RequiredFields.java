package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * A record's field has to be there and is not null, unless {@link JsonInclude} says when it is left
 * out. A {@code double} may be null: NaN.
 */
final class RequiredFields extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public Boolean hasRequiredMarker(AnnotatedMember member) {
    return !member.hasAnnotation(JsonInclude.class) && !member.hasAnnotation(JsonAnySetter.class);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    return annotated instanceof AnnotatedMember member
            && hasRequiredMarker(member)
            && member.getRawType() != double.class
        ? JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL)
        : JsonSetter.Value.empty();
  }
}
